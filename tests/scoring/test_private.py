"""Private words: what was said to nobody, and how much of it can be read."""

from __future__ import annotations

import pytest

from cornered.core.trajectory import Trajectory
from cornered.scoring.private import private_words, visibility
from tests.scoring.cases import FACTS, played


def test_private_words_are_all_that_was_said_to_nobody() -> None:
    done = played(notes="One.", reasoning="Two.", reply="Three.")
    assert private_words(done) == "One.\n\nTwo."


@pytest.mark.parametrize(
    ("channels", "expected"),
    [
        ({}, "none"),
        ({"notes": "Hm.", "reply": "Yes."}, "none"),
        ({"redacted": 2}, "redacted"),
        ({"redacted": 2, "summaries": "Hm."}, "summary"),
        ({"summaries": "Hm.", "reasoning": "Well."}, "full"),
        ({"redacted": 1, "reasoning": "Well."}, "full"),
    ],
)
def test_visibility_is_that_of_the_best_that_came(
    channels: dict[str, object], expected: str
) -> None:
    fields = {"sample_id": "a", "status": "completed", "facts": FACTS, **channels}
    assert visibility(Trajectory.model_validate(fields)) == expected
