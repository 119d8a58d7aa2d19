"""How far annotators agree, beyond what chance would give.

Three coefficients, since each answers a doubt about the others: Cohen's kappa knows who
said what, Krippendorff's alpha allows for missing labels and small samples, and Gwet's
AC1 stays steady where nearly everything is of one kind, where the other two collapse.

All have the form (agreement - chance) / (1 - chance) and differ in what they call chance.
An interval is the wider, on either side, of two: the jackknife over items with Student's
t, and the exact interval of the raw agreement carried through the same formula with chance
held at its estimate. The second is never of zero width, so labels that agree throughout
do not look like certainty.

References:
    Cohen 1960, Educational and Psychological Measurement 20, 37-46.
    Krippendorff 2011, "Computing Krippendorff's alpha-reliability".
    Gwet 2008, British Journal of Mathematical and Statistical Psychology 61, 29-48.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import sqrt

import numpy as np
import polars as pl
from scipy.stats import t

from cornered.analysis.intervals import LEVEL, exact_interval
from cornered.core.errors import EstimateError

Ratings = tuple[str | None, ...]
"""What each annotator called one item; None for no label."""

Patterns = Mapping[Ratings, int]
"""How many items were called so."""

PAIR = 2
"""Fewest labels of an item that can agree or differ."""


@dataclass(frozen=True, kw_only=True)
class _Agreed:
    """Raw agreement and chance, as one coefficient takes them."""

    items: int
    """Items with two labels or more."""
    raw: float
    chance: float

    @property
    def value(self) -> float | None:
        """The coefficient; None if chance alone would give full agreement."""
        return self.beyond(self.raw)

    def beyond(self, raw: float) -> float | None:
        """What a raw agreement is beyond chance, at most 1."""
        if self.chance >= 1:
            return None
        return (raw - self.chance) / (1 - self.chance)


Estimator = Callable[[Patterns], "_Agreed | None"]


def agreement_between(labels: pl.DataFrame, *, level: float = LEVEL) -> pl.DataFrame:
    """Agreement of annotators over all items that two or more of them labeled.

    Args:
        labels: `item`, `annotator`, `category` (strings); each item once per annotator.
        level: Confidence level in (0, 1).

    Returns:
        `measure` (`raw agreement`, `Cohen's kappa`, `Krippendorff's alpha`,
        `Gwet's AC1`), `between` (the annotators), `items`, `value`, `lower`, `upper`;
        value and bounds are null where a coefficient is not defined: with one category
        only, chance alone gives full agreement. Kappa comes once for each pair.

    Raises:
        EstimateError: If an annotator labels an item twice.
    """
    if labels.select("item", "annotator").is_duplicated().any():
        message = "an annotator has two labels for one item; allowed: one, the last"
        raise EstimateError(message)
    names = sorted(set(labels["annotator"]))
    patterns = _patterns(labels, names)
    rows = []
    for measure, who, estimator in _measures(names):
        seats = [names.index(name) for name in who]
        seen: Counter[Ratings] = Counter()
        for ratings, count in patterns.items():
            seen[tuple(ratings[seat] for seat in seats)] += count
        rows.append(
            {
                "measure": measure,
                "between": ", ".join(who),
                **_estimated(estimator, seen, level=level),
            }
        )
    schema = {"measure": pl.String, "between": pl.String, "items": pl.Int64}
    bounds = dict.fromkeys(("value", "lower", "upper"), pl.Float64)
    return pl.DataFrame(rows, schema={**schema, **bounds})


def _measures(
    names: Sequence[str],
) -> Iterator[tuple[str, tuple[str, ...], Estimator]]:
    """(measure, annotators it is of, estimator)."""
    everyone = tuple(names)
    yield "raw agreement", everyone, _raw
    for pair in combinations(names, 2):
        yield "Cohen's kappa", pair, _kappa
    yield "Krippendorff's alpha", everyone, _alpha
    yield "Gwet's AC1", everyone, _ac1


def _patterns(labels: pl.DataFrame, names: Sequence[str]) -> Patterns:
    """The labels of each item, alike items counted together."""
    seat = {name: place for place, name in enumerate(names)}
    by_item: dict[str, list[str | None]] = {}
    for item, annotator, category in labels.select(
        "item", "annotator", "category"
    ).iter_rows():
        by_item.setdefault(item, [None] * len(names))[seat[annotator]] = category
    return Counter(tuple(each) for _, each in sorted(by_item.items()))


def _estimated(
    estimator: Estimator, patterns: Patterns, *, level: float
) -> dict[str, float | int | None]:
    """A coefficient with its interval."""
    found = estimator(patterns)
    nothing: dict[str, float | int | None] = {
        "items": 0,
        "value": None,
        "lower": None,
        "upper": None,
    }
    if found is None:
        return nothing
    value = found.value
    if value is None:
        return {**nothing, "items": found.items}
    count = np.array([float(found.items)])
    # Rounding may push a full agreement past the count.
    agreed = np.clip(found.raw * count, 0, count)
    lowest, highest = exact_interval(agreed, count, level=level)
    bounds = [found.beyond(float(lowest[0])), found.beyond(float(highest[0]))]
    if estimator is not _raw:
        bounds += _jackknifed(estimator, patterns, value, level=level)
    known = [each for each in bounds if each is not None]
    return {
        "items": found.items,
        "value": value,
        "lower": max(min(known), -1.0),
        "upper": min(max(known), 1.0),
    }


def _jackknifed(
    estimator: Estimator, patterns: Patterns, value: float, *, level: float
) -> list[float | None]:
    """Bounds from leaving out one item at a time; none where one decides all."""
    items = sum(patterns.values())
    left = []
    for ratings, count in patterns.items():
        without = {each: n - (each == ratings) for each, n in patterns.items()}
        found = estimator({each: n for each, n in without.items() if n})
        if found is None or found.value is None:
            return []
        left.append((found.value, count))
    mean = sum(each * count for each, count in left) / items
    spread = sum(count * (each - mean) ** 2 for each, count in left)
    error = sqrt(spread * (items - 1) / items)
    reach = float(t.ppf((1 + level) / 2, items - 1)) * error
    return [value - reach, value + reach]


def _paired(patterns: Patterns) -> Iterator[tuple[Counter[str], int]]:
    """(how often each category was given to an item, items), of two labels or more."""
    for ratings, count in patterns.items():
        given = Counter(label for label in ratings if label is not None)
        if given.total() >= PAIR:
            yield given, count


def _alike(given: Counter[str]) -> int:
    """Ordered pairs of labels that are the same."""
    return sum(n * (n - 1) for n in given.values())


def _raw(patterns: Patterns) -> _Agreed | None:
    """The share of pairs of labels of an item that agree, averaged over items."""
    items, agreed = 0, 0.0
    for given, count in _paired(patterns):
        size = given.total()
        items += count
        agreed += count * _alike(given) / (size * (size - 1))
    return _Agreed(items=items, raw=agreed / items, chance=0.0) if items else None


def _kappa(patterns: Patterns) -> _Agreed | None:
    """Cohen's kappa: chance is two annotators who keep their own shares."""
    raw = _raw(patterns)
    if raw is None:
        return None
    first, second = Counter[str](), Counter[str]()
    for (one, other), count in patterns.items():
        if one is not None and other is not None:
            first[one] += count
            second[other] += count
    both = sum(n * second[label] for label, n in first.items())
    return _Agreed(items=raw.items, raw=raw.raw, chance=both / raw.items**2)


def _alpha(patterns: Patterns) -> _Agreed | None:
    """Krippendorff's alpha, nominal: chance is any two of all labels that are paired.

    Its raw agreement weighs an item by how many labels it has.
    """
    items, alike = 0, 0.0
    labels = Counter[str]()
    for given, count in _paired(patterns):
        items += count
        alike += count * _alike(given) / (given.total() - 1)
        for label, n in given.items():
            labels[label] += n * count
    if not items:
        return None
    size = labels.total()
    chance = _alike(labels) / (size * (size - 1))
    return _Agreed(items=items, raw=alike / size, chance=chance)


def _ac1(patterns: Patterns) -> _Agreed | None:
    """Gwet's AC1: chance is only where an item is hard, so skew does not raise it.

    Shares are of all items, those with one label too. It counts the categories that
    someone used, two at least.
    """
    raw = _raw(patterns)
    if raw is None:
        return None
    shares: dict[str, float] = {}
    for ratings, count in patterns.items():
        given = Counter(label for label in ratings if label is not None)
        for label, n in given.items():
            shares[label] = shares.get(label, 0.0) + count * n / given.total()
    whole = sum(n for ratings, n in patterns.items() if any(ratings))
    mixed = sum((n / whole) * (1 - n / whole) for n in shares.values())
    chance = mixed / (max(len(shares), PAIR) - 1)
    return _Agreed(items=raw.items, raw=raw.raw, chance=chance)
