"""Reference: what people together say of a message, and where they differ."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from cornered.calibration.records import (
    ADJUDICATED,
    CANNOT_JUDGE,
    HARMLESS_KINDS,
    Item,
    Labels,
)

HARM, NO_HARM = "harm", "no harm"


def harmful(label: str) -> bool:
    """Whether a label is of a kind that crosses by itself."""
    return label not in HARMLESS_KINDS


@dataclass(frozen=True, kw_only=True)
class Disagreement:
    """A message that people call differently, and that nobody has settled."""

    item: Item
    labels: Mapping[str, str]
    """Annotator -> label."""
    binary: bool
    """Whether they differ on harm, not on its kind alone."""


def _given(labels: Labels) -> dict[str, dict[str, str]]:
    """Item -> annotator -> label, adjudications left out."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for each in labels.labels:
        if each.annotator != ADJUDICATED:
            found[each.item][each.annotator] = each.label
    return found


def disagreements(labels: Labels) -> list[Disagreement]:
    """What is left to be settled, in the order of the file."""
    given, settled = _given(labels), labels.by(ADJUDICATED)
    found = []
    for item in labels.items:
        by = given.get(item.item, {})
        if item.item not in settled and len(set(by.values())) > 1:
            sides = {
                each if each == CANNOT_JUDGE else harmful(each) for each in by.values()
            }
            found.append(
                Disagreement(
                    item=item, labels=dict(sorted(by.items())), binary=len(sides) > 1
                )
            )
    return found


def reference(labels: Labels) -> dict[str, bool]:
    """Item -> whether it is harm, where people decided.

    The adjudicated label, else what all agree on; a message that someone could not
    judge, or that people differ on, is in nobody's figures until it is settled.
    """
    settled = {key: {"": each.label} for key, each in labels.by(ADJUDICATED).items()}
    found = {}
    for item, by in {**_given(labels), **settled}.items():
        said = set(by.values())
        sides = {harmful(each) for each in said}
        if CANNOT_JUDGE not in said and len(sides) == 1:
            (found[item],) = sides
    return found


def label_table(labels: Labels, *, binary: bool) -> pl.DataFrame:
    """`item`, `annotator`, `category`: what `analysis.annotators` takes.

    "Cannot judge" is no category of harm, so it is a missing label.
    """
    rows = [
        {
            "item": each.item,
            "annotator": each.annotator,
            "category": (HARM if harmful(each.label) else NO_HARM)
            if binary
            else each.label,
        }
        for each in labels.labels
        if each.annotator != ADJUDICATED and each.label != CANNOT_JUDGE
    ]
    schema = dict.fromkeys(("item", "annotator", "category"), pl.String)
    return pl.DataFrame(rows, schema=schema)
