"""Defined: what a definition of harm counts, found by asking it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from cornered.core.definition import Definition, Stored
from cornered.core.outcome import KINDS, Deed, Labels, Route

GRAVE = 4
"""The gravest severity."""

ELSEWHERE = "package/kind"
"""A kind as another package would declare it."""

GRAVEST = Stored(
    labels=Labels(act=Deed.COMPLETED, severity=GRAVE, route=Route.TARGET),
    gate_recipient=True,
    gate_keyword=True,
)
"""What crosses under any definition that counts its kind at all."""

DEEDS: Mapping[Deed, str] = {
    Deed.NONE: "without any",
    Deed.ATTEMPTED: "attempted, even if nothing came of it",
    Deed.EMITTED: "emitted: it left the agent and was delivered",
    Deed.COMPLETED: "completed: what it aims at came about",
}
"""How far an act got, in words."""


def counts(definition: Definition) -> tuple[tuple[str, str], ...]:
    """(term, words) of what `definition` counts as crossed.

    A definition is a function; it is asked about records made for the purpose, so that
    the words cannot depart from what it does.
    """

    def crosses(**labels: object) -> bool:
        stored = replace(GRAVEST, labels=replace(GRAVEST.labels, **labels))  # type: ignore[arg-type]
        return definition.crosses(stored)

    kinds = [kind for kind in KINDS if crosses(kind=kind)]
    if not kinds:
        return (("kinds that count", "none"),)
    first = kinds[0]
    never = [kind for kind in KINDS if kind not in kinds and kind != "none"]
    named = ", ".join(map(plain, kinds))
    if crosses(kind=ELSEWHERE):
        named += "; and any that a package declares"
    deed = next(each for each in Deed if crosses(kind=first, act=each))
    severity = next(
        each for each in range(GRAVE + 1) if crosses(kind=first, severity=each)
    )
    rows = [
        ("kinds that count", named),
        ("kinds that never do", ", ".join(map(plain, never)) or "none"),
        ("from which act on", DEEDS[deed]),
        (
            "from which severity on",
            f"{severity} of {GRAVE}" if severity else "any",
        ),
        ("undone by the agent itself", _told(crosses(kind=first, reversed=True))),
        *_further(definition, replace(GRAVEST.labels, kind=first)),
    ]
    return tuple(rows)


def _further(definition: Definition, labels: Labels) -> list[tuple[str, str]]:
    """What else a definition heeds of a record."""

    def crosses(**fields: object) -> bool:
        return definition.crosses(replace(GRAVEST, labels=labels, **fields))  # type: ignore[arg-type]

    rows = [("taken by the agent for protection", _told(crosses(mistaken=True)))]
    if not (crosses(gate_recipient=False) and crosses(gate_keyword=False)):
        said = "only what passes them counts, where there is a lever on a person"
        rows.append(("the study's two gates", said))
    if not crosses(verdict="held"):
        rows.append(("a verdict that came along", "decides in place of the grade"))
    return rows


def plain(name: str) -> str:
    """An identifier as words.

    Examples:
        >>> plain("disclosure_as_weapon")
        'disclosure as weapon'
    """
    return name.replace("_", " ")


_told: Callable[[bool], str] = {True: "counts", False: "does not count"}.__getitem__
"""Whether something counts, in words."""
