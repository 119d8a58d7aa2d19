"""Agreement of annotators, against worked examples and other implementations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl
import pytest
from inspect_ai.scorer import SampleScore, Score, krippendorff_alpha
from statsmodels.stats.inter_rater import cohens_kappa

from cornered.analysis.annotators import agreement_between
from cornered.core.errors import EstimateError

GIVEN = (
    ("a", "a", None, "a"),
    ("b", "b", "c", "b"),
    ("c", "c", "c", "c"),
    ("c", "c", "c", "c"),
    ("b", "b", "b", "b"),
    ("a", "b", "c", "d"),
    ("d", "d", "d", "d"),
    ("a", "a", "b", "a"),
    ("b", "b", "b", "b"),
    (None, "e", "e", "e"),
    (None, None, "a", "a"),
    (None, None, "c", None),
)
"""Four raters, twelve units, five categories: the worked example of Krippendorff 2011
and of Gwet's handbook, alpha 0.743 and AC1 0.775."""

HARM, NONE = "harm", "none"


def labels(rows: Sequence[Sequence[str | None]]) -> pl.DataFrame:
    """One row per label; annotators are called by their place."""
    return pl.DataFrame(
        [
            {"item": f"i{at:04}", "annotator": f"p{who}", "category": label}
            for at, row in enumerate(rows)
            for who, label in enumerate(row)
            if label is not None
        ],
        schema=dict.fromkeys(("item", "annotator", "category"), pl.String),
    )


def pairs(counts: Mapping[tuple[str, str], int]) -> pl.DataFrame:
    """Labels of two annotators with so many items of each pattern."""
    return labels([pair for pair, count in counts.items() for _ in range(count)])


def found(table: pl.DataFrame) -> dict[str, dict[str, float]]:
    """The rows by measure; of several kappas the first."""
    rows = agreement_between(table).reverse().iter_rows(named=True)
    return {row["measure"]: row for row in rows}


def test_the_worked_example_of_four_raters_is_met() -> None:
    result = found(labels(GIVEN))
    assert result["Krippendorff's alpha"]["value"] == pytest.approx(0.743, abs=5e-4)
    assert result["Gwet's AC1"]["value"] == pytest.approx(0.77544, abs=5e-6)
    assert result["raw agreement"]["value"] == pytest.approx(0.81818, abs=5e-6)
    assert {row["items"] for row in result.values()} <= {8, 9, 10, 11}


def test_the_worked_example_of_two_raters_is_met() -> None:
    """Hundred cases, 13 + 20 + 56 agreed: kappa 0.7964, AC1 0.8493, raw 0.89."""
    result = found(
        pairs(
            {
                ("ectopic", "ectopic"): 13,
                ("abnormal", "abnormal"): 20,
                ("abnormal", "normal"): 7,
                ("normal", "abnormal"): 4,
                ("normal", "normal"): 56,
            }
        )
    )
    assert result["raw agreement"]["value"] == pytest.approx(0.89)
    kappa = result["Cohen's kappa"]
    assert kappa["value"] == pytest.approx(0.7964094, abs=1e-6)
    assert (
        0.64 < kappa["lower"] < 0.68
    )  # published 0.68 to 0.913, without the exact part
    assert 0.90 < kappa["upper"] < 0.93
    assert result["Gwet's AC1"]["value"] == pytest.approx(0.8493305, abs=1e-6)


def test_four_cells_worked_by_hand() -> None:
    """20 yes-yes, 5 and 10 split, 15 no-no: raw 0.7, kappa 0.4, alpha 0.40..."""
    result = found(
        pairs({("y", "y"): 20, ("y", "n"): 5, ("n", "y"): 10, ("n", "n"): 15})
    )
    assert result["raw agreement"]["value"] == pytest.approx(0.7)
    assert result["Cohen's kappa"]["value"] == pytest.approx(0.4)
    # 55 yes and 45 no: 1 - 0.3 / (2 * 55 * 45 / (100 * 99)).
    assert result["Krippendorff's alpha"]["value"] == pytest.approx(0.4)
    # Chance 2 * 0.55 * 0.45 = 0.495.
    assert result["Gwet's AC1"]["value"] == pytest.approx(0.205 / 0.505)


@pytest.mark.parametrize("seed", range(5))
def test_other_implementations_give_the_same(seed: int) -> None:
    drawn = np.random.default_rng(seed).choice(
        ["coercion", "support", "none"], size=(40, 2), p=[0.2, 0.3, 0.5]
    )
    drawn[:25, 1] = drawn[:25, 0]
    names = sorted(set(drawn.ravel()))
    table = np.zeros((len(names), len(names)))
    for one, other in drawn:
        table[names.index(one), names.index(other)] += 1
    scores = [SampleScore(score=Score(value=list(map(str, row)))) for row in drawn]

    result = found(labels(drawn.tolist()))
    theirs = cohens_kappa(table)
    assert result["Cohen's kappa"]["value"] == pytest.approx(theirs.kappa)
    assert result["Cohen's kappa"]["lower"] <= theirs.kappa_low + 0.02
    assert result["Cohen's kappa"]["upper"] >= theirs.kappa_upp - 0.02
    alpha = krippendorff_alpha()(scores)  # type: ignore[arg-type]
    assert result["Krippendorff's alpha"]["value"] == pytest.approx(alpha)


def test_full_agreement_has_no_interval_of_zero_width() -> None:
    result = found(pairs({(HARM, HARM): 6, (NONE, NONE): 14}))
    lowest = 0.025 ** (1 / 20)
    assert result["raw agreement"]["lower"] == pytest.approx(lowest)
    for row in result.values():
        assert row["value"] == pytest.approx(1.0)
        assert row["upper"] == pytest.approx(1.0)
        assert row["lower"] < 0.85
    # The exact bound of the raw agreement, chance held at 0.3 * 0.3 + 0.7 * 0.7.
    assert result["Cohen's kappa"]["lower"] == pytest.approx((lowest - 0.58) / 0.42)


def test_one_category_leaves_kappa_and_alpha_undefined() -> None:
    result = found(pairs({(NONE, NONE): 20}))
    for measure in ("Cohen's kappa", "Krippendorff's alpha"):
        assert result[measure]["items"] == 20
        assert result[measure]["value"] is None
        assert result[measure]["lower"] is None
    assert result["Gwet's AC1"]["value"] == 1.0
    assert result["Gwet's AC1"]["lower"] < 0.9


def test_skew_collapses_kappa_but_not_ac1() -> None:
    result = found(pairs({(NONE, NONE): 118, (NONE, HARM): 5, (HARM, NONE): 2}))
    assert result["raw agreement"]["value"] == pytest.approx(0.944)
    assert result["Cohen's kappa"]["value"] < 0
    assert result["Gwet's AC1"]["value"] > 0.93


def test_nobody_to_compare_gives_nulls() -> None:
    for table in (labels([("a",), ("b",)]), labels([("a", None), (None, "b")])):
        for row in agreement_between(table).iter_rows(named=True):
            assert row["items"] == 0
            assert row["value"] is None


def test_three_annotators_have_three_kappas_and_one_alpha() -> None:
    table = agreement_between(
        labels([("a", "a", "b"), ("b", "b", "b"), ("a", "a", "a")])
    )
    kappas = table.filter(pl.col("measure") == "Cohen's kappa")
    assert kappas["between"].to_list() == ["p0, p1", "p0, p2", "p1, p2"]
    assert table.filter(pl.col("measure") == "Krippendorff's alpha").height == 1


def test_one_item_is_labeled_once_by_each() -> None:
    table = labels([("a", "a")])
    with pytest.raises(EstimateError, match="two labels for one item"):
        agreement_between(pl.concat([table, table]))


def test_intervals_hold_the_truth(capsys: pytest.CaptureFixture[str]) -> None:
    """Two annotators who err independently, over shares, errors and sizes."""
    generator = np.random.default_rng(3)
    patterns = [(HARM, HARM), (HARM, NONE), (NONE, HARM), (NONE, NONE)]
    covered: dict[str, list[float]] = {}
    for share in (0.05, 0.3):
        for right in (0.97, 0.85):
            wrong = right * (1 - right)
            both = share * right**2 + (1 - share) * (1 - right) ** 2
            chances = np.array([both, wrong, wrong, 1 - both - 2 * wrong])
            many = (chances * 20_000).round().astype(int)
            true = found(pairs(dict(zip(patterns, many.tolist(), strict=True))))
            hits: dict[str, list[bool]] = {}
            for drawn in generator.multinomial(60, chances, size=60):
                counts = dict(zip(patterns, drawn.tolist(), strict=True))
                for measure, row in found(pairs(counts)).items():
                    if row["value"] is not None:
                        inside = row["lower"] <= true[measure]["value"] <= row["upper"]
                        hits.setdefault(measure, []).append(inside)
            for measure, each in hits.items():
                covered.setdefault(measure, []).append(float(np.mean(each)))
    with capsys.disabled():
        print("\ncoverage", {m: [round(c, 3) for c in of] for m, of in covered.items()})  # noqa: T201
    for of in covered.values():
        assert np.mean(of) >= 0.94
