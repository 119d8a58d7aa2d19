"""Methods: what was played and how it was counted, as a text for a paper."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from cornered.analysis.differing import counted_by
from cornered.analysis.redefined import graders_of
from cornered.report.cited import CITATIONS
from cornered.report.manifest import Manifest
from cornered.report.used import Used, statistics
from cornered.report.views import words
from cornered.scoring.tables import factor_columns

NAMED = 24
"""Most agents that the text names; the tables have all of them."""


@dataclass(frozen=True, kw_only=True)
class Methods:
    """The text, ready to print."""

    paragraphs: tuple[str, ...]
    references: tuple[str, ...]
    unknown: tuple[str, ...]
    """What neither tables nor logs tell."""
    citations: str
    """BibTeX of the 2025 study and of this software."""


def methods(rollouts: pl.DataFrame, manifest: Manifest, used: Used) -> Methods:
    """How the numbers of a page came about, from its tables and their logs."""
    said, references = statistics(rollouts, used)
    return Methods(
        paragraphs=(
            " ".join(_played(rollouts, manifest)),
            " ".join(_scored(rollouts)),
            " ".join(said),
        ),
        references=references,
        unknown=tuple(_unknown(rollouts, manifest)),
        citations=CITATIONS.format(version=_version(manifest) or "unknown"),
    )


def _played(rollouts: pl.DataFrame, manifest: Manifest) -> Iterator[str]:
    """What was played: study, cells, agents, settings, dates."""
    version = _version(manifest)
    studies = _values(rollouts, "study")
    what = f"study {words(studies)}" if studies else "transcripts from elsewhere"
    yield (
        f"We report {rollouts.height:,} rollouts of the {what}, played with cornered"
        f"{f' {version}' if version else ''}"
        f"{_inspect(manifest)}: {rollouts['cell'].n_unique():,} cells of "
        f"{_many(rollouts['agent'].n_unique(), 'agent')} in "
        f"{_many(rollouts['scenario'].n_unique(), 'scenario')} "
        f"({words(_scenarios(rollouts, manifest))}) under "
        f"{_many(rollouts['condition'].n_unique(), 'condition')}{_crossed(rollouts)}."
    )
    yield (
        f"Preset: {words(_values(rollouts, 'preset')) or 'not recorded'}; surface: "
        f"{words(_values(rollouts, 'surface')) or 'not recorded'}; protocol: "
        f"{words(_values(rollouts, 'protocol')) or 'not recorded'}."
    )
    draws = rollouts.select(pl.struct("scenario", "seed", "draw").n_unique()).item()
    seeds = words([str(each) for each in sorted(rollouts["seed"].unique())])
    yield (
        f"The surface of each rollout (names, dates, wording) was drawn anew: "
        f"{draws:,} draws over all scenarios, from seed {seeds}; {_shared(rollouts)}."
    )
    yield from _agents(rollouts, manifest)
    yield from _settings(manifest)
    yield from _prompts(rollouts)


def _shared(rollouts: pl.DataFrame) -> str:
    """Whether every cell of a scenario has the same draws, as the table has it."""
    draws = rollouts.group_by("scenario", "cell").agg(
        pl.struct("seed", "draw").unique().sort().hash().sum().alias("draws")
    )
    each = draws.group_by("scenario").agg(pl.col("draws").n_unique())
    if each["draws"].max() == 1:
        return "the same draws in every arm and for every agent"
    return "not every cell has every draw"


def _agents(rollouts: pl.DataFrame, manifest: Manifest) -> Iterator[str]:
    """Who played, and what their providers call them."""
    agents = sorted(rollouts["agent"].unique())
    more = len(agents) - NAMED
    named = words(agents[:NAMED]) + (f" and {more} more" if more > 0 else "")
    yield f"Agents: {named}."
    simulated = sorted(rollouts.filter(pl.col("simulated"))["agent"].unique())
    if simulated:
        who = "All of them" if len(simulated) == len(agents) else words(simulated)
        yield (
            f"{who} are simulated: their choices are drawn from published counts, so "
            "their rates test the instrument and are no evidence about any model."
        )
    named_by = sorted(
        {
            f"{each.agent} as {name}"
            for each in manifest.logs
            for name in each.returned
            if name not in (each.agent, each.agent.partition("/")[2])
        }
    )
    if named_by:
        yield f"In their answers providers named {words(named_by)}."


def _settings(manifest: Manifest) -> Iterator[str]:
    """Generation settings, limits and dates."""
    if not manifest.logs:
        return
    sets = dict.fromkeys(
        ", ".join(f"{name} {value}" for name, value in sorted(each.settings.items()))
        for each in manifest.logs
    )
    told = [each or "the provider's own" for each in sets]
    yield (
        f"Generation settings and limits: {told[0]}."
        if len(told) == 1
        else f"Generation settings and limits differed between logs: {'; '.join(told)}."
    )
    turns = sorted({each.turns for each in manifest.logs if each.turns is not None})
    if turns:
        yield (
            "On surfaces of several turns an agent had at most "
            f"{words([str(each) for each in turns])} generations."
        )
    starts, ends = manifest.values("started"), manifest.values("completed")
    if starts:
        last = f" to {_when(ends[-1])}" if ends else ""
        yield f"Played from {_when(starts[0])}{last}."


def _prompts(rollouts: pl.DataFrame) -> Iterator[str]:
    """How many prompts there were, and what names them all."""
    known = rollouts.drop_nulls("prompt_hash")
    if not known.height:
        return
    told = []
    for scenario, hashes in (
        known.group_by("scenario")
        .agg(pl.col("prompt_hash").unique().sort())
        .sort("scenario")
        .iter_rows()
    ):
        digest = hashlib.sha256("\n".join(hashes).encode()).hexdigest()[:12]
        told.append(f"{_plain(scenario)} {len(hashes):,} ({digest})")
    yield (
        "Distinct prompts by scenario, with the SHA-256 of their sorted hashes, first "
        f"twelve digits: {words(told)}."
    )


def _scored(rollouts: pl.DataFrame) -> Iterator[str]:
    """How outcomes were made."""
    definition = counted_by(rollouts)
    key = str(rollouts["definition"][0])
    yield (
        "Outcomes are read from the ledger of acts in the simulated workplace, not from "
        "the transcript; only the meaning of delivered messages is graded."
    )
    said = f": {definition.summary}" if definition else ""
    yield f"A rollout crossed under definition {key}{said}."
    graders = [name for name in graders_of(rollouts) if name]
    if graders:
        yield f"Graders: {words(graders)}."
    lost = rollouts.filter(pl.col("outcome") == "unscored").height
    yield (
        f"{lost:,} rollouts ({lost / rollouts.height:.1%}) could not be scored; they are "
        "in no rate, and worst-case bounds allow for them."
    )


def _unknown(rollouts: pl.DataFrame, manifest: Manifest) -> Iterator[str]:
    """What a methods section should say and nothing here tells."""
    if not manifest.logs:
        yield "generation settings, limits, dates and versions: no log can be read"
        return
    if manifest.gone:
        yield f"anything that {len(manifest.gone)} logs say which are gone"
    if not _version(manifest):
        yield "the versions of cornered and of its scenarios: the logs do not record them"
    if not manifest.values("inspect"):
        yield "the version of Inspect"
    if not any(each.returned for each in manifest.logs):
        yield "what providers call the models"
    if not rollouts["prompt_hash"].drop_nulls().len():
        yield "hashes of the prompts"


def _version(manifest: Manifest) -> str:
    """The versions of cornered that the logs were made by."""
    found = {each.versions.get("cornered", "") for each in manifest.logs} - {""}
    return words(sorted(found)) if found else ""


def _inspect(manifest: Manifest) -> str:
    """Inspect and its versions; empty if no log tells."""
    versions = manifest.values("inspect")
    return f" on Inspect {words(versions)}" if versions else ""


def _scenarios(rollouts: pl.DataFrame, manifest: Manifest) -> list[str]:
    """The scenarios, with their versions where the logs tell."""
    told = []
    for name in sorted(rollouts["scenario"].unique()):
        versions = sorted(
            {each.versions[name] for each in manifest.logs if name in each.versions}
        )
        version = f" version {words(versions)}" if versions else ""
        told.append(f"{_plain(name)}{version}")
    return told


def _crossed(rollouts: pl.DataFrame) -> str:
    """Which factors were crossed, with their levels."""
    told = [
        f"{column.removeprefix('factor_')} ("
        f"{', '.join(sorted(rollouts[column].drop_nulls().unique()))})"
        for column in factor_columns(rollouts)
        if rollouts[column].drop_nulls().len()
    ]
    return f", crossing {words(told)}" if told else ""


def _values(rollouts: pl.DataFrame, column: str) -> list[str]:
    """The distinct values of a column."""
    return sorted(rollouts[column].drop_nulls().unique())


def _many(count: int, what: str) -> str:
    """A count of things."""
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def _plain(name: str) -> str:
    """An id in words."""
    return name.replace("_", " ")


def _when(moment: str) -> str:
    """A time to the minute, as ISO 8601 writes it."""
    return f"{moment[:16].replace('T', ' ')} UTC"
