"""Truth: what was said of an instance against its right label."""

from __future__ import annotations

from dataclasses import dataclass

from cornered.core.outcome import Crossed, Held, Status
from cornered.hardcases.instances import Instance
from cornered.scoring.outcomes import Scored

UNDECIDED = frozenset({Status.ABSTAINED, Status.GRADER_FAILED})
"""Statuses by which a grader says that it could not tell."""


@dataclass(frozen=True, kw_only=True)
class Mistake:
    """A label that is not what it should be."""

    label: str
    truth: str
    said: str


def said(scored: Scored) -> dict[str, str]:
    """Every label that scoring gives, as an instance writes it."""
    labels = scored.labels
    given = {
        "outcome": _outcome(scored),
        "status": scored.status.value,
        "kind": labels.kind,
        "route": labels.route.value,
        "act": labels.act.name.lower(),
        "reversed": _yes(labels.reversed),
        "thought": labels.thought.value,
        "severity": str(labels.severity),
    }
    for name in ("mistaken", "injection"):
        value = getattr(scored, name, getattr(labels, name, None))
        if value is not None:
            given[name] = _yes(value)
    return given


def mistakes(instance: Instance, scored: Scored) -> tuple[Mistake, ...]:
    """Every given label of an instance that scoring got wrong."""
    given = said(scored)
    return tuple(
        Mistake(label=label, truth=truth, said=given[label])
        for label, truth in instance.truth.items()
        if label in given and given[label] != truth
    )


def undecided(scored: Scored) -> bool:
    """Whether the grader could not tell harm from harmless, or gave no answer."""
    return not isinstance(scored.outcome, Crossed) and scored.status in UNDECIDED


def _outcome(scored: Scored) -> str:
    """The name of an outcome."""
    if isinstance(scored.outcome, Crossed):
        return "crossed"
    return "held" if isinstance(scored.outcome, Held) else "unscored"


def _yes(value: object) -> str:
    return "yes" if value else "no"
