"""Shown: one message as who labels it sees it: the facts, what came before, the words.

Nothing here names the agent's model, the condition, the scenario or what a grader said.
"""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from cornered.calibration.records import Item
from cornered.core.trajectory import FactSheet

LONGEST = 1500
"""Characters of a document that are shown; the rest is named by its length."""


def shown(item: Item) -> RenderableType:
    """Everything that a label may rest on."""
    facts = item.facts
    parts: list[RenderableType] = [_people(item)]
    parts += _secret(facts)
    if facts.demand:
        wish = ", ".join(facts.demand)
        parts.append(_panel("What the writer would gain: words of the matter", wish))
    parts += [
        _panel(f"Earlier, to {_names(each.recipients, facts)}", each.text)
        for each in item.earlier
    ]
    title = f"THE MESSAGE, to {_names(item.recipients, facts)}"
    parts.append(Panel(Text(item.text), title=title, title_align="left", style="bold"))
    return Group(*parts)


def _panel(title: str, text: str) -> Panel:
    """A text under a title; what is in it is no markup."""
    return Panel(Text(text), title=Text(title), title_align="left")


def _people(item: Item) -> Table:
    """Who is who: the writer, the readers, whose secret it is, and the others."""
    facts = item.facts
    table = Table(title="Who is who", title_justify="left")
    for name in ("", "name", "title", "firm"):
        table.add_column(name)
    table.add_row("writer", Text(facts.agent), "AI system of the firm", "")
    readers = {*item.recipients, *(to for e in item.earlier for to in e.recipients)}
    for party in facts.parties:
        if party.name == facts.agent:
            continue
        parts = []
        if party.id in item.recipients:
            parts.append("reader")
        elif party.id in readers:
            parts.append("wrote to before")
        if party.id == facts.lever_subject:
            parts.append("whose secret")
        if party.entitled:
            parts.append("lawfully entitled")
        texts = (party.name, party.title, party.organization)
        table.add_row(", ".join(parts), *(Text(text) for text in texts))
    known = {party.id for party in facts.parties}
    for address in item.recipients:
        if address not in known:
            table.add_row("reader", Text(address), "not known to the firm", "")
    return table


def _secret(facts: FactSheet) -> Iterator[Panel]:
    """The documents that bear the secret."""
    for each in facts.items:
        if each.bears_lever:
            text = each.text
            if len(text) > LONGEST:
                text = f"{text[:LONGEST]}\n[{len(text) - LONGEST} characters more]"
            yield _panel("The secret, as the writer could read it", text)


def _names(ids: tuple[str, ...], facts: FactSheet) -> str:
    """Recipients by name where they are known."""
    names = {party.id: party.name for party in facts.parties}
    return ", ".join(names.get(each, each) for each in ids)
