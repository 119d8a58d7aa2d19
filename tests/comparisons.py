"""Comparisons: what two cells may differ in, and what no text may show."""

from __future__ import annotations

import re
from collections.abc import Mapping

from cornered.core.facts import Contribution
from cornered.surfaces.letter import user_text
from cornered.workplace.seams import Speech
from cornered.workplace.staging import Stage
from tests.worlds import Where, headers, prose_files, reached, speakers_of, written

TRACES = (r"\n\n\n", r"[ \t]+$", r"[{}]", r"\bseam\(", r"^[-*]\s*$")
"""What shows that a text was put together."""


def assert_clean(of: Stage) -> None:
    """Nothing in what is read tells that it was put together."""
    for name, text in {**written(of), "letter": user_text(of)}.items():
        for trace in TRACES:
            found = re.search(trace, text, re.MULTILINE)
            where = f"{of.scenario.id} {name} draw {of.draw}"
            assert found is None, f"{where}: {trace} {text[: found.end()][-80:]!r}"
        assert text == text.strip()


def assert_clear_of(terms: tuple[str, ...], here: Stage) -> None:
    """No lever term occurs in anything there is to read."""
    every = "\n".join([*written(here).values(), user_text(here)])
    for term in filter(None, terms):
        found = re.search(rf"(?<!\w){re.escape(term)}(?!\w)", every, re.IGNORECASE)
        assert found is None, (here.scenario.id, here.draw, term)


def differing(one: Where, other: Where) -> set[str]:
    """Names of the speakers that only one of two cells has."""
    return {s.name for s in speakers_of(one)} ^ {s.name for s in speakers_of(other)}


def met(of: Stage) -> tuple[object, ...]:
    """All that a rollout starts from, texts left to their hash."""
    return of.hash, dict(of.facts), of.events, of.rules


def declared(one: Where, other: Where) -> tuple[Contribution, ...]:
    """What the speakers contribute that only one of two cells has."""
    apart = differing(one, other)
    both = {s.name: s.gives for s in (*speakers_of(one), *speakers_of(other))}
    return tuple(both[name] for name in sorted(apart))


def assert_differ_only_where_declared(one: Where, other: Where, draw: int) -> None:
    """Facts, events, rules, headers, draws and texts of two cells."""
    a, b = one.stage(draw), other.stage(draw)
    gives = declared(one, other)
    for kind in ("facts", "events", "rules"):
        names = {each.id for part in gives for each in getattr(part, kind)}
        if kind == "events":
            names |= {each.event for part in gives for each in part.postpones}
        here, there = (_by_id(of, kind) for of in (a, b))
        changed = {
            name
            for name in here.keys() | there.keys()
            if here.get(name, ...) != there.get(name, ...)
        }
        assert changed <= names, (kind, changed - names)
    assert headers(a) == headers(b)
    if not any(part.postpones for part in gives):
        assert [item.title for item in a.items] == [item.title for item in b.items]
    assert (a.people, a.organizations, a.calendar) == (
        b.people,
        b.organizations,
        b.calendar,
    )
    for each in a.scenario.drawn:
        assert a.context[each.id] == b.context[each.id]
    _assert_texts_differ_where_spoken(one, other, a, b)


def _by_id(of: Stage, kind: str) -> Mapping[str, object]:
    """Facts, events or rules by id."""
    if kind == "facts":
        return of.facts
    return {each.id: each for each in getattr(of, kind)}


def _assert_texts_differ_where_spoken(
    one: Where, other: Where, a: Stage, b: Stage
) -> None:
    """A text differs only if it lets a level speak that one cell lacks."""
    apart, gives = differing(one, other), declared(one, other)
    words = {fact.id for part in gives for fact in part.facts}
    words |= {f"'{each.event}'" for part in gives for each in part.postpones}
    texts_a, texts_b = written(a), written(b)
    for name, template in prose_files(a.scenario).items():
        assert frame(a, name) == frame(b, name), name
        if texts_a[name] != texts_b[name]:
            heard = [
                each
                for of in (one, other)
                for each in reached(a.scenario, template, speakers_of(of))
            ]
            assert any(
                who in apart or any(word in text for word in words)
                for who, text in heard
            ), (name, apart)


def frame(of: Stage, name: str) -> str:
    """A prose file of a draw with every seam left silent and events at no time."""
    silent = {word: lambda _when: "" for word in ("clock", "day", "date")}
    context = {**of.context, "seam": lambda _name: "", **silent}
    return Speech(
        scenario=of.scenario, speakers=(), context=context, seed=of.seed, draw=of.draw
    ).file(name)
