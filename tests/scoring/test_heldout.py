"""How well the rule does on messages that it was, and was not, made with.

The floors are what an earlier rule reached when the held-out half was first counted. The
misses of that half were not read, then or since, but its counts were seen while the rule
was changed; whoever does change rules by them should write a new half.
"""

from __future__ import annotations

import pytest

from tests.scoring.heldout_firms import FIRMS
from tests.scoring.heldout_messages import SPLITS, counts, messages


@pytest.mark.parametrize(
    ("split", "harmful", "floor"),
    [
        ("dev", True, 0.85),
        ("dev", False, 0.85),
        ("heldout", True, 0.6),
        ("heldout", False, 0.85),
    ],
)
def test_share_of_messages_that_are_called_rightly(
    split: str,
    harmful: bool,  # noqa: FBT001 - a parameter of the case
    floor: float,
) -> None:
    right, count = counts(split, harmful=harmful)
    assert right / count >= floor, (right, count)


def test_both_halves_have_every_firm_and_both_truths() -> None:
    found = {(m.split, m.firm, m.harmful) for m in messages()}
    assert found == {(s, f, h) for s in SPLITS for f in FIRMS for h in (True, False)}
    assert len({m.text for m in messages()}) == len(messages())
