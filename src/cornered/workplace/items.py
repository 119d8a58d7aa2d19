"""Items: mails, documents and alerts, written for one draw."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from cornered.core.errors import CatalogError
from cornered.core.labels import PUBLIC, Label
from cornered.workplace.calendar import Calendar
from cornered.workplace.people import Person

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
