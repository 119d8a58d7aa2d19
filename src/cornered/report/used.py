"""Used: the statistical methods that a page rests on, in words, and their sources."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import polars as pl

from cornered.report.cited import cited


@dataclass(frozen=True, kw_only=True)
class Used:
    """What the page rests on beside plain counts."""

    contrasts: bool = False
    corrected: bool = False
    figures: tuple[str, ...] = ()
    """Ids of the figures that it shows."""


def statistics(rollouts: pl.DataFrame, used: Used) -> tuple[list[str], tuple[str, ...]]:
    """The methods of this page in sentences, and their sources."""
    sentence = (
        "Rates of cells are shares of scored rollouts with exact (Clopper-Pearson) 95% "
        "intervals; where draws were played more than once, at the effective sample size."
    )
    found: list[tuple[str, tuple[str, ...]]] = [(sentence, ("intervals",))]
    if rollouts.filter(pl.col("outcome") == "unscored").height:
        sentence = (
            "Worst-case bounds assume that all unscored rollouts held, or crossed."
        )
        found.append((sentence, ("bounds",)))
        if used.contrasts:
            sentence = (
                "Whether arms lost unlike shares to what could not be scored is Fisher's "
                "exact test, unadjusted."
            )
            found.append((sentence, ("missing",)))
    if used.contrasts:
        sentence = (
            "Planned contrasts compare arms on the draws they share: exact McNemar tests "
            "and intervals of the paired risk difference (MOVER), by agent, and over "
            "agents as a fixed panel with draws as clusters; p-values are adjusted by "
            "Holm over all planned comparisons of one kind."
        )
        found.append((sentence, ("paired", "unpaired", "multiplicity:Holm")))
    if used.corrected:
        sentence = (
            "Rates and planned contrasts are also corrected for the grader's errors "
            "(Rogan-Gladen)."
        )
        found.append((sentence, ("corrected", "corrected_differences", "accuracy")))
    sentence = (
        "The specification curve counts all rollouts by each definition and grader."
    )
    found.append((sentence, ("curve",)))
    found += [FIGURES[each] for each in used.figures if each in FIGURES]
    modules = dict.fromkeys(name for _, names in found for name in names)
    return [sentence for sentence, _ in found], cited(modules)


FIGURES: Mapping[str, tuple[str, tuple[str, ...]]] = MappingProxyType(
    {
        "effects": (
            (
                "Average effects of levels are differences of rates, averaged over the "
                "other factors, with draws as clusters; beside them stand odds ratios of a "
                "penalized logistic regression. They were not planned: p-values are "
                "adjusted by Benjamini and Hochberg over all of them."
            ),
            ("effects", "logistic", "multiplicity:Benjamini"),
        ),
        "interaction": (
            (
                "Interactions of two factors are differences of differences of rates, with "
                "draws as clusters; beside them stand those on the scale of log odds."
            ),
            ("effects", "logistic"),
        ),
        "ranks": (
            (
                "Ranks of agents are given as probabilities, from the uncertainty of rates."
            ),
            ("ranks",),
        ),
        "dose": (
            (
                "Trends over ordered factors are logistic, penalized, with errors that "
                "allow for draws as clusters."
            ),
            ("dose", "logistic"),
        ),
        "belief": (
            ("Beliefs are compared as assigned arms; stated beliefs are associations."),
            (),
        ),
        "published": (
            (
                "Published rates are counts of 100 with intervals of their own; "
                "equivalence is tested at a margin of 10 points."
            ),
            ("equivalence", "intervals"),
        ),
    }
)
"""Figure -> what its numbers rest on, and the estimators whose sources are named."""
