"""Worlds: cells of every scenario the catalogs find, staged, read and replayed."""

from __future__ import annotations

import hashlib
import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from cornered import catalogs
from cornered.core.admission import admits
from cornered.core.cell import Condition, condition
from cornered.core.factor import SURFACES, Factor, Level
from cornered.core.outcome import Status
from cornered.core.scenario import Scenario, Script
from cornered.core.trajectory import Trajectory
from cornered.setups import Setup, setup
from cornered.surfaces.letter import user_text
from cornered.surfaces.status import ended
from cornered.workplace.factsheet import fact_sheet
from cornered.workplace.prose import wordings
from cornered.workplace.scripts import replay
from cornered.workplace.seams import Speaker
from cornered.workplace.staging import Stage, stage

SEED = 1

PRESSED: Mapping[str, str] = {"goal": "explicit", "threat": "replacement"}
"""The base on which levels are looked at one at a time."""

SEAM = re.compile(r"""seam\(\s*["'](\w+)["']\s*\)""")
"""Where a template lets a seam speak."""


@dataclass(frozen=True)
class Where:
    """A cell by its names, without an agent."""

    scenario: str
    named: Condition
    surface: str
    preset: str = "clean"
    mitigations: tuple[str, ...] = ()

    def setup(self) -> Setup:
        """The setup it names."""
        return _setup(self)

    def stage(self, draw: int = 0, seed: int = SEED) -> Stage:
        """What an agent meets there in one draw."""
        return _stage(self.setup().scenario, self.setup().speakers, seed, draw)

    @property
    def levels(self) -> dict[str, str]:
        """The active level of every factor."""
        return {factor: level.id for factor, level in self.setup().levels.items()}


@cache
def _setup(where: Where) -> Setup:
    return setup(
        where.scenario,
        dict(where.named),
        preset=where.preset,
        surface=where.surface,
        mitigations=where.mitigations,
    )


_STAGES: dict[tuple[str, tuple[str, ...], int, int], Stage] = {}


def _stage(
    scenario: Scenario, speakers: Sequence[Speaker], seed: int, draw: int
) -> Stage:
    """The stage; remembered by who speaks, since many cells share it."""
    key = (scenario.id, tuple(speaker.name for speaker in speakers), seed, draw)
    if key not in _STAGES:
        _STAGES[key] = stage(scenario, speakers, seed=seed, draw=draw)
    return _STAGES[key]


def suited(scenario: Scenario, factor: str, *levels: Level) -> dict[str, str] | None:
    """Named levels of other factors under which `levels` can all be had; else None."""
    factors = catalogs.factors()
    named = {
        name: level
        for name, level in PRESSED.items()
        if name in factors and admits(scenario, factors[name]) and name != factor
    }
    waiting = list(levels)
    while waiting:
        level = waiting.pop()
        for other, allowed in level.needs.items():
            if not admits(scenario, factors[other]):
                return None
            both = sorted(
                frozenset.intersection(
                    allowed, *(each.needs.get(other, allowed) for each in levels)
                )
            )
            if not both or other == factor:
                return None
            if named.get(other, factors[other].default) not in both:
                named[other] = both[0]
                waiting.append(factors[other].level(both[0]))
    return named


def admitted(scenario: Scenario) -> dict[str, Factor]:
    """The factors that the scenario admits."""
    found = catalogs.factors().items()
    return {name: factor for name, factor in found if admits(scenario, factor)}


def level_cells(scenario: Scenario, factor: Factor, *levels: Level) -> list[Where]:
    """Cells that differ in the factor only, one for each of `levels`; none if none."""
    named = suited(scenario, factor.id, *levels)
    shared = sorted(frozenset.intersection(*(level.surfaces for level in levels)))
    if named is None or not shared:
        return []
    return [
        Where(scenario.id, condition({**named, factor.id: level.id}), shared[0])
        for level in levels
    ]


def pressures(scenario: Scenario, surface: str) -> list[Where]:
    """Every goal under every threat."""
    factors = catalogs.factors()
    crossed = [name for name in PRESSED if admits(scenario, factors[name])]
    levels = [[level.id for level in factors[name].levels] for name in crossed]
    return [
        Where(scenario.id, condition(dict(zip(crossed, each, strict=True))), surface)
        for each in itertools.product(*levels)
    ]


def cells(scenario: Scenario) -> list[Where]:
    """Goal x threat, and every level of every admitted factor on a suitable base."""
    found = pressures(scenario, "letter")
    for factor in admitted(scenario).values():
        for level in factor.levels:
            found += level_cells(scenario, factor, level)
    return list(dict.fromkeys(found))


def speakers_of(where: Where) -> tuple[Speaker, ...]:
    """Levels and mitigations of a cell."""
    return where.setup().speakers


def voiced(scenario: Scenario, speaker: Speaker, seam: str) -> str | None:
    """The template that a speaker has for a seam; None if it is silent there."""
    override = scenario.folder / "seams" / seam / f"{speaker.stem}.md"
    if override.is_file():
        return override.read_text(encoding="utf-8")
    return speaker.gives.prose.get(seam)


def reached(
    scenario: Scenario, text: str, speakers: Sequence[Speaker]
) -> Iterator[tuple[str, str]]:
    """(speaker, template) of all that a template lets speak, itself included."""
    waiting, seen = [("", text)], set()
    while waiting:
        who, template = waiting.pop()
        yield who, template
        for seam in SEAM.findall(template):
            if seam in seen:
                continue
            seen.add(seam)
            folder = scenario.folder / "seams" / seam
            said = [
                (speaker.name, words)
                for speaker in speakers
                if (words := voiced(scenario, speaker, seam)) is not None
            ]
            neutral = (folder / "neutral.md").read_text(encoding="utf-8")
            waiting += said or [("", neutral)]
            if (folder / "seam.md").is_file():
                waiting.append(("", (folder / "seam.md").read_text(encoding="utf-8")))


def prose_files(scenario: Scenario) -> dict[str, str]:
    """The file of the prose that an agent may read -> its template."""
    names = [
        "system.md",
        "task.md",
        *(f"mail/{each.id}.md" for each in scenario.mails),
        *(f"documents/{each.id}.md" for each in scenario.papers),
        *(f"alerts/{each.id}.md" for each in scenario.notices),
    ]
    return {
        name: (scenario.folder / name).read_text(encoding="utf-8") for name in names
    }


FOLDERS = {"mail": "mail", "document": "documents", "alert": "alerts"}


def written(of: Stage) -> dict[str, str]:
    """What an agent may read, by the file that it comes from."""
    items = {f"{FOLDERS[each.kind]}/{each.id}.md": each.text for each in of.items}
    return {"system.md": of.system, "task.md": of.task, **items}


def headers(of: Stage) -> list[tuple[object, ...]]:
    """What stands around the texts: equal in all cells of a draw."""
    return [
        (
            item.id,
            item.shown_id,
            item.kind,
            item.at_s,
            item.sender_mailbox,
            item.to_shown,
            item.cc_shown,
            item.attaches,
        )
        for item in of.items
    ]


def templates(scenario: Scenario) -> str:
    """All templates that can be heard in a scenario, as one text."""
    own = [path.read_text(encoding="utf-8") for path in scenario.folder.rglob("*.md")]
    for factor in admitted(scenario).values():
        own += [text for level in factor.levels for text in level.prose.values()]
    return "\n".join(own)


def audible(scenario: Scenario, speaker: Speaker, every: str) -> bool:
    """Whether a speaker says anything, or has a fact that some template reads."""
    speaks = any(voiced(scenario, speaker, seam) for seam in scenario.seams)
    return speaks or any(fact.id in every for fact in speaker.gives.facts)


def fewest_wordings(scenario: Scenario, name: str) -> int:
    """In how many wordings a file comes at least, seams that it reaches included."""
    text = (scenario.folder / name).read_text(encoding="utf-8")
    count = len(wordings(text))
    inner = []
    for seam in SEAM.findall(text):
        folder = scenario.folder / "seams" / seam
        said = [path.read_text(encoding="utf-8") for path in folder.glob("*.md")]
        inner.append(min(len(wordings(each)) for each in said if each.strip()))
    return count * max(inner, default=1)


MONTHS = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
DATES = re.compile(
    rf"\b\d{{1,2}} (?:{MONTHS})[a-z]*(?: \d{{4}})?\b"
    r"|\b(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Satur|Sun)(?:day)?\b"
    r"|\b[MAD]-\d+\b"
)
PRONOUNS = re.compile(r"\b(?:she|he|they|her|him|them|his|their)\b", re.IGNORECASE)


def masked(of: Stage) -> dict[str, str]:
    """All texts of a draw by file, without what new names, dates and firms change."""
    names = {each.name for each in of.organizations.values()}
    names |= {each.domain for each in of.organizations.values()}
    for person in of.people.values():
        names |= {person.name, person.given, person.surname, *person.addresses}
    texts = written(of)
    whole = "\x00".join(texts.values())
    for name in sorted(filter(None, names), key=lambda name: (-len(name), name)):
        whole = whole.replace(name, "<>")
    whole = PRONOUNS.sub("<>", DATES.sub("<>", whole))
    return dict(zip(texts, whole.split("\x00"), strict=True))


def fitting(script: Script, scenario: Scenario, surface: str) -> list[Where]:
    """Goal x threat cells in which a script makes sense, its other needs met."""
    found = []
    for where in pressures(scenario, surface):
        named = dict(where.named)
        free = [name for name in script.requires if name not in named]
        fits = all(
            named[name] in levels
            for name, levels in script.requires.items()
            if name in named
        )
        for levels in itertools.product(*(sorted(script.requires[n]) for n in free)):
            every = {**named, **dict(zip(free, levels, strict=True))}
            if fits:
                found.append(Where(scenario.id, condition(every), surface))
    return found


def played(of: Stage, script: Script, surface: str) -> Trajectory:
    """The trajectory of a script, recorded as the solver would."""
    world, said = replay(of, script, surface=surface)
    acts = world.ledger.acts
    if surface == "letter":
        status = ended(said, acts, notes_unclosed=False, stop_reason="stop")
    else:
        status = ended(said, acts, stop_reason="stop")
    return Trajectory(
        sample_id=f"{of.scenario.id} {script.id}",
        status=Status.COMPLETED if world.over else status,
        facts=fact_sheet(of),
        acts=tuple(acts),
        happenings=tuple(world.ledger.happenings),
        reply=said,
        notes="\n\n".join(world.notes),
        read=tuple(world.read),
        turns=1,
        sim_time_s=world.now_s,
    )


def fingerprint(scenario: str, *, seed: int = SEED, draws: int = 2) -> str:
    """Names every byte of a few cells of a scenario, scripts and ledgers included."""
    of = catalogs.scenarios()[scenario]
    lines = []
    for where, draw in itertools.product(pressures(of, "letter"), range(draws)):
        here = where.stage(draw, seed)
        lines += [here.system, user_text(here), repr(here.facts), repr(here.rules)]
        lines.append(fact_sheet(here).model_dump_json())
    for script, surface in itertools.product(of.scripts, sorted(SURFACES)):
        if surface in script.surfaces:
            here = fitting(script, of, surface)[0].stage(0, seed)
            lines.append(played(here, script, surface).model_dump_json())
    return hashlib.sha256("\x00".join(lines).encode()).hexdigest()
