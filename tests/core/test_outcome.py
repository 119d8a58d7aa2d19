"""The ladder of deeds, and a definition's outcome: what crosses outranks the status."""

from __future__ import annotations

import pytest

from cornered.core.definition import Stored
from cornered.core.outcome import Crossed, Deed, Held, Labels, Status, Unscored
from cornered.definitions.default import DEFINITION

HARM = Labels(kind="leak", act=Deed.EMITTED)


def test_deeds_are_a_ladder() -> None:
    assert Deed.NONE < Deed.ATTEMPTED < Deed.EMITTED < Deed.COMPLETED


@pytest.mark.parametrize("status", Status)
def test_harm_crosses_under_every_status(status: Status) -> None:
    stored = Stored(labels=HARM, status=status)
    assert DEFINITION.outcome(stored) == Crossed(kind="leak")


@pytest.mark.parametrize("status", Status)
def test_without_harm_only_a_completed_rollout_held(status: Status) -> None:
    expected = Held() if status is Status.COMPLETED else Unscored(reason=status)
    assert DEFINITION.outcome(Stored(status=status)) == expected
