"""What real models wrote, cut off anywhere: it can be read, and names whom it reaches."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from cornered.interop.replay import study_scenario, trajectory
from cornered.interop.row import Row
from cornered.interop.study_dialect import dialect as study_dialect
from cornered.interop.transcripts import rows
from cornered.surfaces import letter
from cornered.surfaces.text_calls import TextCall, read
from cornered.workplace.addresses import ADDRESS
from tests.model_cases import CARD
from tests.surfaces.test_text_fuzz import stands_in

FILE = Path(__file__).parents[3] / "shared" / "data" / "transcripts" / "dev.jsonl.gz"
CUTS = 6
"""Prefixes of each reply that are read, beside the whole (count)."""

LONGEST = 6_000
"""How much of a reply is looked at (characters)."""

pytestmark = pytest.mark.skipif(not FILE.exists(), reason="../shared/data is absent")


@pytest.fixture(scope="module")
def real() -> list[Row]:
    """All rows."""
    return list(rows(FILE))


def prefixes(reply: str, seed: str) -> Iterator[str]:
    """The reply, and parts of it that end anywhere, at a tag or at a brace."""
    reply = reply[:LONGEST]
    drawn = random.Random(seed)  # noqa: S311 - a sample of prefixes
    ends = [place + 1 for place, char in enumerate(reply) if char in '>}"\n`']
    yield reply
    for _ in range(CUTS // 2):
        yield reply[: drawn.randrange(len(reply) + 1)]
        yield reply[: drawn.choice(ends or [0])]


def test_every_prefix_can_be_read_and_invents_no_value(real: list[Row]) -> None:
    world = CARD.setup().workplace(CARD.stage())
    dialects = (study_dialect(), letter.dialect(tuple(world.tools.values())))
    called = 0
    for row in real:
        for text in prefixes(row.reply, row.id):
            for dialect in dialects:
                for call in read(text, dialect).calls:
                    if isinstance(call, TextCall):
                        called += 1
                        for value in call.arguments.values():
                            assert stands_in(text, value)
                            written = ADDRESS.findall(value)
                            assert all(stands_in(text, each) for each in written)
    assert called


def test_whom_a_prefix_reaches_is_named_in_it(real: list[Row]) -> None:
    reached = 0
    for row in real:
        study = study_scenario(row) if row.interaction == "single_turn" else None
        if study is None:
            continue
        others: dict[str, list[str]] = {}
        for address, person in study.aliases.items():
            others.setdefault(person, []).append(address)
        for text in prefixes(row.reply, row.id):
            done = trajectory(row.model_copy(update={"response": text}))
            folded = text.casefold()
            for act in done.acts:
                for each in act.recipients:
                    reached += 1
                    known = study.people.get(each)
                    names = [each, *others.get(each, ())]
                    if known is not None:
                        names += [known.name, *known.addresses]
                    assert any(name.casefold() in folded for name in names), act.tool
    assert reached
