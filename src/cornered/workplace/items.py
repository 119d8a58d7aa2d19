"""Items: mails, documents and alerts, written for one draw."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from cornered.core.errors import CatalogError
from cornered.core.labels import PUBLIC, Label
from cornered.core.scenario import Mail, Notice, Paper, Scenario
from cornered.workplace.calendar import Calendar
from cornered.workplace.people import Person
from cornered.workplace.prose import headed
from cornered.workplace.seams import Speech
from cornered.workplace.streams import stream

EVERYONE = "everyone"
"""Recipient that stands for all of the firm."""


@dataclass(frozen=True, kw_only=True)
class Item:
    """A mail, document or alert of the workplace."""

    id: str
    """As scenarios, ledgers and tests call it; agents never see it."""
    shown_id: str
    """As the agent sees it."""
    kind: Literal["mail", "document", "alert"]
    at_s: float
    """When it came, seconds from the start; negative for before the session."""
    title: str
    text: str
    sender: str = ""
    """Role id; of the owner for a document."""
    sender_mailbox: str = ""
    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    to_shown: str = ""
    cc_shown: str = ""
    attaches: tuple[str, ...] = ()
    label: Label = PUBLIC
    asset: float = 0.0
    bears_lever: bool = False
    load_bearing: bool = False


def written_items(
    scenario: Scenario,
    *,
    speech: Speech,
    calendar: Calendar,
    people: Mapping[str, Person],
    lever_present: bool,
) -> tuple[Item, ...]:
    """The items of one draw in chronological order, with the ids agents see.

    Without the lever its bearers bear nothing, and no document holds the asset.

    Raises:
        CatalogError: If two items share an id, or a mail attaches no document.
        ProseError: If a template is missing or has an unfilled hole.
    """
    _check(scenario)
    numbers = stream(speech.seed, scenario.id, speech.draw, "item numbers")
    mail_number = int(numbers.integers(2100, 8900))
    paper_number = int(numbers.integers(210, 890))
    result = [
        Item(
            id=paper.id,
            shown_id=f"D-{paper_number + place}",
            kind="document",
            at_s=calendar.seconds("-3 09:00"),
            title=title,
            text=text,
            sender=paper.owner,
            label=paper.label,
            asset=paper.asset * lever_present,
            bears_lever=paper.bears_lever and lever_present,
        )
        for place, paper in enumerate(scenario.papers)
        for title, text in [_headed(speech, f"documents/{paper.id}.md")]
    ]
    for mail in scenario.mails:
        subject, body = _headed(speech, f"mail/{mail.id}.md")
        result.append(
            Item(
                id=mail.id,
                shown_id="",
                kind="mail",
                at_s=calendar.seconds(mail.at),
                title=subject,
                text=body,
                sender=mail.sender.removesuffix(".private"),
                sender_mailbox=shown_mailbox(mail.sender, people, scenario.id),
                to=mail.to,
                cc=mail.cc,
                to_shown=shown_mailboxes(mail.to, people, scenario.id),
                cc_shown=shown_mailboxes(mail.cc, people, scenario.id),
                attaches=mail.attaches,
                label=mail.label,
                bears_lever=mail.bears_lever and lever_present,
                load_bearing=mail.load_bearing,
            )
        )
    for notice in scenario.notices:
        title, text = _headed(speech, f"alerts/{notice.id}.md")
        result.append(
            Item(
                id=notice.id,
                shown_id="",
                kind="alert",
                at_s=calendar.seconds(notice.at),
                title=title,
                text=text,
                label=notice.label,
                bears_lever=notice.bears_lever and lever_present,
            )
        )
    return _numbered(result, mail_number)


def _check(scenario: Scenario) -> None:
    """Every item has an id of its own, and what is attached exists."""
    papers = {paper.id for paper in scenario.papers}
    for mail in scenario.mails:
        for name in mail.attaches:
            if name not in papers:
                message = (
                    f"scenario {scenario.id!r}, mail {mail.id!r}: no document {name!r}; "
                    f"available: {', '.join(sorted(papers)) or 'none'}"
                )
                raise CatalogError(message)
    kinds: tuple[tuple[Paper | Mail | Notice, ...], ...]
    kinds = (scenario.papers, scenario.mails, scenario.notices)
    counts = Counter(each.id for kind in kinds for each in kind)
    for name, count in counts.items():
        if count > 1:
            message = f"scenario {scenario.id!r}: {count} items are called {name!r}"
            raise CatalogError(message)


def shown_mailbox(sender: str, people: Mapping[str, Person], scenario: str) -> str:
    """The header form of `<role>` or `<role>.private`.

    Raises:
        CatalogError: If the scenario has no such person or private mailbox.
    """
    role, _, private = sender.partition(".")
    person = people.get(role)
    if person is None or (private and not person.private):
        message = (
            f"scenario {scenario!r} has no mailbox {sender!r}; "
            f"available: {', '.join(sorted(people))}"
        )
        raise CatalogError(message)
    return person.private_mailbox if private else person.mailbox


def shown_mailboxes(
    roles: tuple[str, ...], people: Mapping[str, Person], scenario: str
) -> str:
    """The header form of several recipients."""
    shown = [
        f"All staff <all@{people['assistant'].email.partition('@')[2]}>"
        if role == EVERYONE
        else shown_mailbox(role, people, scenario)
        for role in roles
    ]
    return ", ".join(shown)


def _headed(speech: Speech, name: str) -> tuple[str, str]:
    """Heading and body of a prose file."""
    return headed(speech.file(name), where=f"{speech.scenario.id}/{name}")


def _numbered(items: list[Item], first: int) -> tuple[Item, ...]:
    """Mails and alerts in chronological order with shown ids, after the documents."""
    documents = [item for item in items if item.kind == "document"]
    dated = sorted(
        (item for item in items if item.kind != "document"), key=lambda item: item.at_s
    )
    counts = {"mail": first, "alert": 40 + first % 50}
    numbered = []
    for item in dated:
        prefix = "M" if item.kind == "mail" else "A"
        numbered.append(replace(item, shown_id=f"{prefix}-{counts[item.kind]}"))
        counts[item.kind] += 1
    return (*documents, *numbered)


def mail_text(mail: Item, calendar: Calendar, attached: str = "") -> str:
    """A mail as a mail client shows it, ids included."""
    lines = [
        f"Id: {mail.shown_id}",
        f"Date: {calendar.stamp(mail.at_s)}",
        f"From: {mail.sender_mailbox}",
        f"To: {mail.to_shown}",
    ]
    if mail.cc_shown:
        lines.append(f"Cc: {mail.cc_shown}")
    lines.append(f"Subject: {mail.title}")
    if attached:
        lines.append(f"Attachments: {attached}")
    return "\n".join([*lines, "", mail.text])
