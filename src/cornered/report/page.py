"""The page: one HTML file that needs nothing beside it to be read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from cornered.analysis.agreement import against_published, agreement
from cornered.analysis.arms import with_arms
from cornered.analysis.chosen import one_definition
from cornered.analysis.rates import cell_rates
from cornered.analysis.reasons import acts_by_tool, unscored_reasons
from cornered.core.errors import InputError
from cornered.report.absent import absent, unlike_notes
from cornered.report.answer import agreed_text, answer
from cornered.report.corrections import (
    beside_counted,
    correction_views,
    difference_views,
)
from cornered.report.csvs import page_csvs
from cornered.report.downloads import Files, data_address, table_downloads
from cornered.report.drawn import drawing
from cornered.report.example import Example, prompts
from cornered.report.facts import facts, simulation
from cornered.report.figured import FigureView, figure_views
from cornered.report.labels import Origins, made
from cornered.report.manifest import Manifest
from cornered.report.methods import methods
from cornered.report.paged import Link, Paged
from cornered.report.promised import PromiseView
from cornered.report.questions import Answers, answers
from cornered.report.rendering import rendered
from cornered.report.used import Used
from cornered.report.views import Panel, anchor, panels, pools
from cornered.tabled import Tables

NO_ACTS = (
    "The table of acts is empty: nothing can be said of what agents did by tool, and "
    "trajectories have no ledger."
)
"""Said where there is no table of acts, or nobody acted."""


@dataclass(frozen=True, kw_only=True)
class Beside:
    """What lies beside the tables, and beside the page."""

    manifest: Manifest = field(default_factory=Manifest)
    """What the logs say of their run."""
    paged: Paged | None = None
    """Trajectories that the page has no room for, or that were asked for."""
    looked: pl.DataFrame | None = None
    """What was looked at while it was played."""
    report: Path | None = None
    """Where the page will lie; None if it lies nowhere and must hold everything."""


def page(
    rollouts: pl.DataFrame,
    acts: pl.DataFrame,
    examples: Sequence[Example],
    *,
    title: str,
    notes: Sequence[str] = (),
    corrected: pl.DataFrame | None = None,
    differences: pl.DataFrame | None = None,
    origins: Origins | None = None,
    beside: Beside | None = None,
    promised: Sequence[PromiseView] = (),
) -> str:
    """The report as one HTML document: one script of ours, no external address.

    Args:
        rollouts: Table of rollouts, each (cell, draw, replicate, seed) once.
        acts: Table of acts; may be empty.
        examples: Rollouts to show, see `report.choice`.
        title: Heading of the page.
        notes: Paragraphs for the reader: what was superseded, what went wrong.
        corrected: Rates of cells corrected for the grader's errors, if they are.
        differences: Planned contrasts corrected likewise, see `report.corrections`.
        origins: What lies beside the tables and tells how labels were made.
        beside: What the logs say, and what lies beside the page.
        promised: Plans that the run is held against.

    Raises:
        CorneredError: If the table is empty, mixes definitions, or has a rollout twice.
    """
    _check(rollouts)
    beside = beside or Beside()
    files = Files(beside.report)
    rates = with_arms(against_published(cell_rates(rollouts)))
    asked = answers(rollouts, beside.looked)
    labels = made(rollouts, examples, origins or Origins())
    drawn = drawing(Tables(rollouts=rollouts, acts=acts, looked=beside.looked))
    figures = figure_views(drawn.drawn, files)
    gone = absent(rollouts, beside.manifest)
    apart = beside_counted(differences, asked.table)
    further = {"corrected": corrected, "corrected_contrasts": apart}
    content = {
        "title": title,
        "notes": [*notes, *_further_notes(rollouts, acts, beside.manifest)],
        "promised": promised,
        "answers": asked,
        "figures": figures,
        "not_drawn": drawn.left_out,
        **_corrections(corrected, apart),
        "absent": gone,
        "made": labels,
        "tables": table_downloads(files, rollouts, acts),
        "csv": page_csvs(rates, rollouts, acts, asked, labels, further, gone, files),
        **_counted(rollouts, acts),
        **_of_rates(rates),
        **_trajectories(examples, panels(rates), beside.paged),
        **_methods(rollouts, beside.manifest, asked, corrected, figures),
    }
    content["files"] = files.folder.name if files.used or beside.paged else ""
    return rendered("page.html.j2", content)


def _corrections(
    corrected: pl.DataFrame | None, apart: pl.DataFrame
) -> dict[str, object]:
    """Rates and differences without the grader's errors."""
    return {
        "corrections": correction_views(corrected),
        "differences": difference_views(apart),
    }


def _methods(
    rollouts: pl.DataFrame,
    manifest: Manifest,
    asked: Answers,
    corrected: pl.DataFrame | None,
    figures: Sequence[FigureView],
) -> dict[str, object]:
    """How it was done, and what to cite."""
    used = Used(
        contrasts=bool(asked.answered),
        corrected=corrected is not None,
        figures=tuple(each.id for each in figures),
    )
    method = methods(rollouts, manifest, used)
    citations = data_address("citations.bib", method.citations.encode())
    return {"methods": method, "citations": citations}


def _check(rollouts: pl.DataFrame) -> None:
    """Raise `InputError` where there is nothing to report, or too much in one."""
    if not rollouts.height:
        message = "the table of rollouts has no rows; allowed: one rollout or more"
        raise InputError(message)
    one_definition(rollouts)


def _counted(rollouts: pl.DataFrame, acts: pl.DataFrame) -> dict[str, object]:
    """What the page says that comes of counting alone."""
    return {
        "facts": facts(rollouts),
        "simulation": simulation(rollouts),
        "pools": pools(rollouts),
        "reasons": list(unscored_reasons(rollouts).iter_rows(named=True)),
        "tools": list(acts_by_tool(acts).iter_rows(named=True)),
    }


def _of_rates(rates: pl.DataFrame) -> dict[str, object]:
    """Cells, and how they agree with the published ones if any can be compared."""
    agreed = agreement(rates)
    return {
        "answer": answer(rates, agreed),
        "panels": panels(rates),
        "agreed": agreed if agreed.cells else None,
        "agreed_text": agreed_text(agreed) if agreed.cells else "",
    }


def _trajectories(
    examples: Sequence[Example], shown: Sequence[Panel], paged: Paged | None
) -> dict[str, object]:
    """The rollouts to read, and the ways between them."""
    by_anchor = _by_anchor(examples)
    return {
        "examples": by_anchor,
        "neighbors": _neighbors(by_anchor, shown),
        "where": _where(by_anchor, paged),
        "paged": paged,
        "prompts": prompts(examples),
    }


def _further_notes(
    rollouts: pl.DataFrame, acts: pl.DataFrame, manifest: Manifest
) -> Iterator[str]:
    """What the tables and the logs themselves make a reader need to know."""
    yield from unlike_notes(rollouts)
    yield from manifest.notes
    if not acts.height:
        yield NO_ACTS


def _by_anchor(examples: Iterable[Example]) -> Mapping[str, list[Example]]:
    """The examples of each cell, by the cell's fragment; crossed ones first."""
    found: dict[str, list[Example]] = defaultdict(list)
    for example in sorted(examples, key=lambda each: each.outcome):
        found[anchor(example.cell)].append(example)
    return dict(found)


def _neighbors(
    by_anchor: Mapping[str, Sequence[Example]], shown: Sequence[Panel]
) -> Mapping[str, Link]:
    """Fragment of an example -> the examples before and after it on the page."""
    cells = [
        view.anchor
        for panel in shown
        for views in zip(*(row.cells for row in panel.rows), strict=True)
        for view in views
        if view is not None
    ]
    order = [each.anchor for name in cells for each in by_anchor.get(name, ())]
    return {
        name: Link(before=before and f"#{before}", after=after and f"#{after}")
        for before, name, after in zip(
            ["", *order], order, [*order[1:], ""], strict=False
        )
    }


def _where(by_anchor: Mapping[str, object], paged: Paged | None) -> Mapping[str, str]:
    """Fragment of a cell -> where its rollouts can be read, if anywhere."""
    beside = paged.cells if paged else {}
    return {**beside, **{name: f"#{name}" for name in by_anchor}}
