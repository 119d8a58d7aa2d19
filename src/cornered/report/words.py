"""Words: what single graders said of a rollout in a log, and on what that rests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from cornered.core.errors import InputError
from cornered.core.grade import Grading
from cornered.report.example import Found, Word
from cornered.scoring.graders import gradings_in, rejudged
from cornered.scoring.logs import trajectory_of
from cornered.scoring.outcomes import GradedAct, Scored


def words(
    sample: Mapping[str, Any], log: Path, said: Mapping[str, str]
) -> tuple[Word, ...]:
    """What graders said of a sample.

    Args:
        sample: As the log holds it.
        log: Where it lies.
        said: Grader -> outcome, by the table. A grader that the log does not know, or
            a rule of another version, has no more than its outcome.
    """
    gradings, _ = gradings_in(sample)
    by = _by(sample, log)
    return tuple(
        Word(
            grader=grader,
            outcome=outcome,
            found=tuple(
                dict.fromkeys(
                    [
                        *(_found(act) for act in by[grader].graded),
                        *_failures(gradings, grader),
                    ]
                )
            )
            if grader in by
            else (),
        )
        for grader, outcome in said.items()
    )


def _by(sample: Mapping[str, Any], log: Path) -> Mapping[str, Scored]:
    """What each grader makes of the sample; nothing if it is not of our studies."""
    try:
        _, trajectory = trajectory_of(sample, log)
    except InputError:
        return {}
    return rejudged(trajectory, sample).by


def _found(act: GradedAct) -> Found:
    """What was found in one act."""
    return Found(
        sequence=act.sequence,
        kind="cannot judge" if act.abstained else act.kind,
        reason=act.reason,
        spans=tuple(f"{span.name}: {span.text}" for span in act.spans),
    )


def _failures(gradings: Sequence[Grading], grader: str) -> Iterator[Found]:
    """The messages of which a grader gave no grade, and why."""
    for grading in gradings:
        if grading.grader == grader:
            for grade in grading.grades:
                if grade.failed:
                    yield Found(
                        sequence=grade.sequence, kind="no grade", reason=grade.failed
                    )
