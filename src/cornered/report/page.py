"""The report: one HTML file that needs nothing beside it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import polars as pl
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from cornered.analysis.agreement import Agreement, against_published, agreement
from cornered.analysis.arms import with_arms
from cornered.analysis.rates import cell_rates
from cornered.analysis.reasons import acts_by_tool, unscored_reasons
from cornered.core.errors import InputError
from cornered.figures.heatmap import FIGURE
from cornered.report.answer import agreed_text, answer
from cornered.report.corrections import correction_views
from cornered.report.curves import grader_words
from cornered.report.example import LONG, Example, act_lines, prompts
from cornered.report.labels import Origins, made
from cornered.report.promised import PromiseView
from cornered.report.svg import chart_svg
from cornered.report.views import anchor, panels, pools, words

RULES_SHOWN = 6
"""Rules of simulated agents that are printed; more are counted."""

NEUTRAL = "neutral"
"""How the name of a rule begins that stands in for a count that was not published."""


@dataclass(frozen=True, kw_only=True)
class Simulation:
    """Which of the agents are simulated, and by what."""

    agents: tuple[str, ...]
    everyone: bool
    rules: tuple[tuple[str, int], ...]
    """(rule, rollouts drawn from it), the commonest first."""
    more_rules: int
    """Rules that are not among `rules`."""
    neutral: int
    """Rollouts whose rate has no published count of its own."""


def page(
    rollouts: pl.DataFrame,
    acts: pl.DataFrame,
    examples: Sequence[Example],
    *,
    title: str,
    notes: Sequence[str] = (),
    corrected: pl.DataFrame | None = None,
    origins: Origins | None = None,
    promised: Sequence[PromiseView] = (),
) -> str:
    """The report as one HTML document: no script, no external address.

    Args:
        rollouts: Table of rollouts, each (cell, draw, replicate, seed) once.
        acts: Table of acts; may be empty.
        examples: Rollouts to show, see `analysis.examples.example_rows`.
        title: Heading of the page.
        notes: Paragraphs for the reader: what was superseded, what went wrong.
        corrected: Rates of cells corrected for the grader's errors, if they are.
        origins: What lies beside the tables and tells how labels were made.
        promised: Plans that the run is held against.

    Raises:
        InputError: If the table is empty or mixes definitions of harm.
        EstimateError: If a rollout comes twice.
    """
    _check(rollouts)
    cells = cell_rates(rollouts)
    rates = with_arms(against_published(cells))
    agreed = agreement(rates)
    svg = chart_svg(FIGURE.draw(cells))
    return (
        _environment()
        .get_template("page.html.j2")
        .render(
            title=title,
            notes=notes,
            promised=promised,
            style=Markup(_style()),  # noqa: S704 - our own file
            figure=Markup(svg),  # noqa: S704 - made by vl-convert, which escapes text
            caption=FIGURE.caption,
            facts=_facts(rollouts),
            simulation=_simulation(rollouts),
            answer=answer(rates, agreed),
            panels=panels(rates),
            pools=pools(rollouts),
            corrections=correction_views(corrected),
            agreed=agreed if agreed.cells else None,
            agreed_text=_agreed_text(agreed),
            reasons=list(unscored_reasons(rollouts).iter_rows(named=True)),
            tools=list(acts_by_tool(acts).iter_rows(named=True)),
            made=made(rollouts, examples, origins or Origins()),
            examples=_by_anchor(examples),
            prompts=prompts(examples),
            act_lines=act_lines,
            long=LONG,
        )
    )


def _check(rollouts: pl.DataFrame) -> None:
    """Raise `InputError` where there is nothing to report, or too much in one."""
    if not rollouts.height:
        message = "the table of rollouts has no rows; allowed: one rollout or more"
        raise InputError(message)
    definitions = sorted(map(str, rollouts["definition"].unique()))
    if len(definitions) > 1:
        message = (
            f"the table has rollouts under {words(definitions)}; "
            "allowed: one definition of harm in a report"
        )
        raise InputError(message)


def _agreed_text(agreed: Agreement) -> str:
    """The agreement in a sentence; empty if there is nothing to compare."""
    return agreed_text(agreed) if agreed.cells else ""


def _facts(rollouts: pl.DataFrame) -> tuple[tuple[str, str], ...]:
    """(term, value): what was played, and how much of it."""
    scored = rollouts.filter(pl.col("outcome") != "unscored").height
    sizes = (
        ("study", _values(rollouts, "study")),
        ("rollouts", f"{rollouts.height:,}"),
        ("scored", f"{scored:,} ({scored / rollouts.height:.0%})"),
        ("agents", str(rollouts["agent"].n_unique())),
        ("scenarios", str(rollouts["scenario"].n_unique())),
        ("conditions", str(rollouts["condition"].n_unique())),
        ("cells", str(rollouts["cell"].n_unique())),
        ("draws per cell", _draws(rollouts)),
        ("surface", _values(rollouts, "surface")),
        ("preset", _values(rollouts, "preset")),
        ("protocol", _values(rollouts, "protocol")),
        ("harm defined by", _values(rollouts, "definition")),
        ("graded by", _graders(rollouts)),
    )
    return tuple((term, value) for term, value in sizes if value)


def _draws(rollouts: pl.DataFrame) -> str:
    """How many draws the cells have: one number, or from-to."""
    per_cell = rollouts.group_by("cell").agg(pl.struct("seed", "draw").n_unique())
    counts = per_cell["seed"].to_list()
    fewest, most = min(counts), max(counts)
    return str(most) if fewest == most else f"{fewest}–{most}"


def _values(rollouts: pl.DataFrame, column: str) -> str:
    """The distinct values of a column in words; empty if it has none."""
    return ", ".join(sorted(rollouts[column].drop_nulls().unique()))


def _graders(rollouts: pl.DataFrame) -> str:
    """Who decided, panels by their size: the members are named further down."""
    found = sorted(rollouts["grader"].drop_nulls().unique())
    return ", ".join(dict.fromkeys(map(grader_words, found)))


def _simulation(rollouts: pl.DataFrame) -> Simulation | None:
    """Who is simulated; None if nobody is."""
    simulated = rollouts.filter(pl.col("simulated"))
    if not simulated.height:
        return None
    rules = (
        simulated.drop_nulls("simulated_rule")
        .group_by("simulated_rule")
        .agg(count=pl.len())
        .sort("count", "simulated_rule", descending=[True, False])
    )
    return Simulation(
        agents=tuple(sorted(simulated["agent"].unique())),
        everyone=simulated.height == rollouts.height,
        rules=tuple(rules.head(RULES_SHOWN).iter_rows()),
        more_rules=max(rules.height - RULES_SHOWN, 0),
        neutral=sum(n for rule, n in rules.iter_rows() if rule.startswith(NEUTRAL)),
    )


def _by_anchor(examples: Iterable[Example]) -> Mapping[str, list[Example]]:
    """The examples of each cell, by the cell's fragment; crossed ones first."""
    found: dict[str, list[Example]] = defaultdict(list)
    for example in sorted(examples, key=lambda each: each.outcome):
        found[anchor(example.cell)].append(example)
    return dict(found)


@cache
def _style() -> str:
    """The style sheet."""
    return files("cornered.report").joinpath("style.css").read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    """Jinja2 that escapes everything and knows no undefined name."""
    return Environment(
        loader=PackageLoader("cornered.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
