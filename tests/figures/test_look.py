"""Colors hold for people who see few of them, and words say what numbers are."""

from __future__ import annotations

from itertools import combinations, pairwise

import numpy as np
import pytest
from numpy.typing import NDArray

from cornered.figures._look import (
    BACKGROUND,
    CATEGORIES,
    DARK_FROM,
    DARK_INK,
    DASHES,
    INK,
    LIGHT_INK,
    MUTED,
    RAMP,
    SHAPES,
    few,
    labels,
    left_words,
    wrapped,
)
from cornered.report.shade import ink, shade

MACHADO = {
    "all cones": [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}
"""Machado, Oliveira & Fernandes 2009, IEEE TVCG 15, 1291-1298, severity 1; linear RGB."""

XYZ = [
    [0.4124564, 0.3575761, 0.1804375],
    [0.2126729, 0.7151522, 0.0721750],
    [0.0193339, 0.1191920, 0.9503041],
]
WHITE = (0.95047, 1.0, 1.08883)


def linear(color: str) -> NDArray[np.float64]:
    """Linear RGB of `#rrggbb`."""
    part = np.array([int(color[place : place + 2], 16) for place in (1, 3, 5)]) / 255
    return np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    """Contrast as WCAG 2 defines it."""
    high, low = sorted(
        (float(linear(each) @ XYZ[1]) for each in (one, other)), reverse=True
    )
    return (high + 0.05) / (low + 0.05)


def lab(color: str, sight: str) -> NDArray[np.float64]:
    """CIE Lab of a color as somebody sees it."""
    seen = np.clip(np.array(MACHADO[sight]) @ linear(color), 0, 1)
    part = np.array(XYZ) @ seen / np.array(WHITE)
    f = np.where(part > 0.008856, np.cbrt(part), 7.787 * part + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("sight", MACHADO)
def test_categories_are_told_apart(sight: str) -> None:
    distances = [
        float(np.linalg.norm(lab(one, sight) - lab(other, sight)))
        for one, other in combinations(CATEGORIES, 2)
    ]
    assert min(distances) >= 25
    first = np.linalg.norm(lab(CATEGORIES[0], sight) - lab(CATEGORIES[1], sight))
    assert first >= 60


def test_marks_and_text_stand_out() -> None:
    assert min(contrast(each, BACKGROUND) for each in CATEGORIES) >= 3
    assert min(contrast(each, BACKGROUND) for each in (INK, MUTED)) >= 4.5


def test_text_stands_out_on_every_color_of_the_ramp() -> None:
    rates = np.linspace(0, 1, 1001)
    assert min(contrast(shade(rate), ink(rate)) for rate in rates) >= 4.5
    assert ink(DARK_FROM) == LIGHT_INK
    assert ink(DARK_FROM - 0.01) == DARK_INK


@pytest.mark.parametrize("sight", MACHADO)
def test_the_ramp_only_gets_darker(sight: str) -> None:
    lightness = [lab(color, sight)[0] for color in RAMP]
    assert all(after < before - 2 for before, after in pairwise(lightness))


def test_color_is_never_alone() -> None:
    assert len(set(SHAPES)) == len(set(DASHES)) == len(set(CATEGORIES))


def test_long_names_stay_apart() -> None:
    names = ["a" * 200 + "x" + "b" * 200, "a" * 201 + "b" * 200, "\x00", "\x01"]
    called = labels(names)
    assert len(set(called.values())) == 4
    assert max(map(len, called.values())) <= 60


def test_what_is_left_out_is_said() -> None:
    assert few("abc", 2) == (("a", "b"), 1)
    assert left_words(3) == ("3 more agents are in the table behind the figure",)
    assert left_words(0) == ()


def test_lines_keep_their_words() -> None:
    assert wrapped("one two three", 8) == ["one two", "three"]
