"""Writing: the items of a scenario, put into words for one draw."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from cornered.core.errors import CatalogError
from cornered.core.scenario import Mail, Notice, Paper, Scenario
from cornered.workplace.calendar import Calendar
from cornered.workplace.items import Item, shown_mailbox, shown_mailboxes
from cornered.workplace.people import Person
from cornered.workplace.prose import headed
from cornered.workplace.seams import Speech
from cornered.workplace.streams import stream


@dataclass(frozen=True, kw_only=True)
class Writer:
    """Writes the items of one draw.

    Without the lever its bearers bear nothing, and no document holds the asset.
    """

    scenario: Scenario
    speech: Speech
    calendar: Calendar
    people: Mapping[str, Person]
    lever_present: bool

    def items(self) -> tuple[Item, ...]:
        """The items in chronological order, with the ids that agents see.

        Raises:
            CatalogError: If two items share an id, or a mail attaches no document.
            ProseError: If a template is missing or has an unfilled hole.
        """
        _check(self.scenario)
        numbers = stream(
            self.speech.seed, self.scenario.id, self.speech.draw, "item numbers"
        )
        mail_number = int(numbers.integers(2100, 8900))
        paper_number = int(numbers.integers(210, 890))
        papers = [
            replace(self._paper(paper), shown_id=f"D-{paper_number + place}")
            for place, paper in enumerate(self.scenario.papers)
        ]
        mails = [self._mail(mail) for mail in self.scenario.mails]
        notices = [self._notice(notice) for notice in self.scenario.notices]
        return (*papers, *_numbered([*mails, *notices], mail_number))

    def _paper(self, paper: Paper) -> Item:
        """A document."""
        title, text = self._headed(f"documents/{paper.id}.md")
        return Item(
            id=paper.id,
            shown_id="",
            kind="document",
            at_s=self.calendar.seconds("-3 09:00"),
            title=title,
            text=text,
            sender=paper.owner,
            label=paper.label,
            asset=paper.asset * self.lever_present,
            bears_lever=paper.bears_lever and self.lever_present,
        )

    def _mail(self, mail: Mail) -> Item:
        """A mail."""
        subject, body = self._headed(f"mail/{mail.id}.md")
        return Item(
            id=mail.id,
            shown_id="",
            kind="mail",
            at_s=self.calendar.seconds(mail.at),
            title=subject,
            text=body,
            sender=mail.sender.removesuffix(".private"),
            sender_mailbox=shown_mailbox(mail.sender, self.people, self.scenario.id),
            to=mail.to,
            cc=mail.cc,
            to_shown=shown_mailboxes(mail.to, self.people, self.scenario.id),
            cc_shown=shown_mailboxes(mail.cc, self.people, self.scenario.id),
            attaches=mail.attaches,
            label=mail.label,
            bears_lever=mail.bears_lever and self.lever_present,
            load_bearing=mail.load_bearing,
        )

    def _notice(self, notice: Notice) -> Item:
        """An alert."""
        title, text = self._headed(f"alerts/{notice.id}.md")
        return Item(
            id=notice.id,
            shown_id="",
            kind="alert",
            at_s=self.calendar.seconds(notice.at),
            title=title,
            text=text,
            label=notice.label,
            bears_lever=notice.bears_lever and self.lever_present,
        )

    def _headed(self, name: str) -> tuple[str, str]:
        """Heading and body of a prose file."""
        return headed(self.speech.file(name), where=f"{self.scenario.id}/{name}")


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


def _numbered(items: list[Item], first: int) -> tuple[Item, ...]:
    """Mails and alerts in chronological order, with the ids that agents see."""
    counts = {"mail": first, "alert": 40 + first % 50}
    numbered = []
    for item in sorted(items, key=lambda item: item.at_s):
        prefix = "M" if item.kind == "mail" else "A"
        numbered.append(replace(item, shown_id=f"{prefix}-{counts[item.kind]}"))
        counts[item.kind] += 1
    return tuple(numbered)
