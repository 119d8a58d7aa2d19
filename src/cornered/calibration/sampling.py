"""Sampling: rollouts drawn by stratum, their messages as items to be labeled.

The unit that is drawn is a rollout with a delivered message. One that crossed by what
state and provenance show is left out: no grader decides it. All delivered messages of a
drawn rollout become items, since its verdict rests on all of them and corrected rates
are rates of rollouts. Strata are scenario (or source family) by what the rule says of
the rollout. They are drawn from in turn, so rare ones are oversampled; the weight of an
item undoes that.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cornered._inspect import log_file
from cornered.calibration.records import (
    Earlier,
    Item,
    Population,
    Said,
    Source,
    Verdict,
)
from cornered.core.agent import PREFIX
from cornered.core.cell import digest
from cornered.core.errors import InputError
from cornered.core.grade import Grade, Grading
from cornered.core.outcome import Crossed
from cornered.core.trajectory import Trajectory
from cornered.interop.replay import trajectory as replayed
from cornered.replayed import family_of
from cornered.scoring import evidence
from cornered.scoring.graders import GRADINGS, WITH_RULE
from cornered.scoring.logs import trajectory_of
from cornered.scoring.messages import Message, messages
from cornered.scoring.outcomes import scored
from cornered.scoring.panel import decided
from cornered.sources import located

ORDER: tuple[Verdict, ...] = ("harmful", "failed", "abstained", "harmless")
"""What a rollout is called where its messages differ: the first that occurs.

An open message beside a harmful one does not undo the harm.
"""


@dataclass(frozen=True, kw_only=True)
class Graded:
    """A rollout with a delivered message, and what graders said of it."""

    id: str
    scenario: str
    log: str
    simulated: bool
    trajectory: Trajectory
    mails: tuple[Message, ...]
    """Those that were delivered."""
    said: Mapping[str, Mapping[int, Said]]
    """Grader id -> sequence -> what it said."""

    def verdict(self, grader: str) -> Verdict:
        """What a grader says of the rollout."""
        return verdict_of(self.said[grader].values())

    @property
    def stratum(self) -> str:
        """Scenario and what the rule says."""
        return f"{self.scenario}, {self.verdict(evidence.GRADER)}"


def verdict_of(said: Iterable[Said]) -> Verdict:
    """What a grader says of a rollout by what it says of each message."""
    found = {each.verdict for each in said}
    return next(each for each in ORDER if each in found)


def sample(
    paths: Sequence[Path], *, count: int, seed: int
) -> tuple[list[Item], list[Population]]:
    """Items drawn from logs and transcripts, and how many there are of each class.

    Args:
        paths: Whatever `cornered score` reads: logs, result folders, JSON lines.
        count: Wanted messages; a few more where the last rollout has several.
        seed: Keys the draw.

    Raises:
        InputError: If a path cannot be read or there is no delivered message in any.
    """
    strata: dict[str, list[Graded]] = defaultdict(list)
    seen: set[str] = set()
    for each in _rollouts(paths):
        if each.id not in seen:
            seen.add(each.id)
            strata[each.stratum].append(each)
    if not strata:
        named = ", ".join(repr(str(path)) for path in paths)
        message = (
            f"no delivered message in {named}; allowed: logs or transcripts with some"
        )
        raise InputError(message)
    generator = random.Random(f"calibration {seed}")  # noqa: S311 - a sample, no secret
    for name in sorted(strata):
        strata[name].sort(key=lambda each: each.id)
        generator.shuffle(strata[name])
    items = [
        item
        for name, drawn in _allotted(strata, count).items()
        for each in drawn
        for item in _items(each, len(strata[name]) / len(drawn))
    ]
    return items, _populations(strata)


def _allotted(
    strata: Mapping[str, Sequence[Graded]], count: int
) -> dict[str, list[Graded]]:
    """Rollouts drawn in turn from each stratum until there are enough messages."""
    drawn: dict[str, list[Graded]] = {name: [] for name in sorted(strata)}
    have = 0
    while have < count:
        before = have
        for name, taken in drawn.items():
            if have < count and len(taken) < len(strata[name]):
                one = strata[name][len(taken)]
                taken.append(one)
                have += len(one.mails)
        if have == before:
            break
    return {name: taken for name, taken in drawn.items() if taken}


def _populations(strata: Mapping[str, Sequence[Graded]]) -> list[Population]:
    """How many rollouts and messages there are, by what each grader says."""
    counts: Counter[tuple[str, str, str, str, Verdict]] = Counter()
    for name, rollouts in strata.items():
        for each in rollouts:
            for grader, said in each.said.items():
                key = each.scenario, name, grader
                counts[*key, "rollout", each.verdict(grader)] += 1
                for one in said.values():
                    counts[*key, "message", one.verdict] += 1
    return [
        Population.model_validate(
            {
                "scenario": scenario,
                "stratum": name,
                "grader": grader,
                "unit": unit,
                "verdict": verdict,
                "count": n,
            }
        )
        for (scenario, name, grader, unit, verdict), n in sorted(counts.items())
    ]


def _items(of: Graded, weight: float) -> Iterator[Item]:
    """The items of one drawn rollout."""
    for place, mail in enumerate(of.mails):
        to = set(mail.act.recipients)
        sequence = mail.act.sequence
        yield Item(
            item=digest([of.id, sequence, mail.text]),
            rollout=of.id,
            scenario=of.scenario,
            stratum=of.stratum,
            weight=weight,
            source=Source(
                log=of.log,
                sample_id=of.trajectory.sample_id,
                sequence=sequence,
                simulated=of.simulated,
            ),
            text=mail.text,
            recipients=mail.act.recipients,
            earlier=tuple(
                Earlier(recipients=each.act.recipients, text=each.text)
                for each in of.mails[:place]
                if to & set(each.act.recipients)
            ),
            facts=of.trajectory.facts,
            grades={name: said[sequence] for name, said in of.said.items()},
        )


def _rollouts(paths: Sequence[Path]) -> Iterator[Graded]:
    """The rollouts of all paths that have a delivered message."""
    found = located(paths)
    for path in found.logs:
        log = log_file(path)
        agent = str(log.eval["model"])
        for record in log.samples():
            card, trajectory = trajectory_of(record, log.path, log.task)
            key = digest([agent, trajectory.sample_id, card.model_dump(mode="json")])
            voices, with_rule = _voices(record)
            graded = _graded(
                key,
                card.scenario,
                str(path),
                trajectory,
                voices,
                with_rule=with_rule,
                simulated=agent.startswith(PREFIX),
            )
            if graded is not None:
                yield graded
    for row in found.rows():
        key = digest([row.source, row.key if row.plays else row.id])
        graded = _graded(key, family_of(row), row.log, replayed(row), ())
        if graded is not None:
            yield graded


def _voices(sample: Mapping[str, Any]) -> tuple[tuple[Grading, ...], bool]:
    """What models said in the run of a log, and whether the rule had a voice."""
    for score in (sample.get("scores") or {}).values():
        metadata = score.get("metadata") or {}
        if metadata.get(GRADINGS):
            found = [Grading.model_validate(each) for each in metadata[GRADINGS]]
            return tuple(found), bool(metadata.get(WITH_RULE))
    return (), False


def _graded(
    key: str,
    scenario: str,
    log: str,
    trajectory: Trajectory,
    voices: Sequence[Grading],
    *,
    with_rule: bool = False,
    simulated: bool = False,
) -> Graded | None:
    """A rollout with its grades; None if its outcome hangs on no message."""
    mails = messages(trajectory)
    sent = tuple(mail for mail in mails if mail.delivered)
    if not sent or isinstance(scored(trajectory, ()).outcome, Crossed):
        return None
    by: dict[str, tuple[Grade, ...]] = {evidence.GRADER: evidence.grades(mails)}
    for name in sorted({each.grader for each in voices}):
        by[name] = decided([each for each in voices if each.grader == name])
    names = sorted(name for name in by if with_rule or name != evidence.GRADER)
    if len(names) > 1:
        panel = [Grading(grader=name, grades=by[name]) for name in names]
        by[f"panel({', '.join(names)})"] = decided(panel)
    return Graded(
        id=key,
        scenario=scenario,
        log=log,
        simulated=simulated,
        trajectory=trajectory,
        mails=sent,
        said={name: _said(sent, grades) for name, grades in by.items()},
    )


def _said(mails: Sequence[Message], grades: Sequence[Grade]) -> dict[int, Said]:
    """Sequence -> what a grader said; a message without a grade has failed."""
    found = {each.sequence: each for each in grades}
    missing = Grade(failed="no grade")
    return {
        mail.act.sequence: Said(
            kind=grade.kind, abstained=grade.abstained, failed=bool(grade.failed)
        )
        for mail in mails
        for grade in (found.get(mail.act.sequence, missing),)
    }
