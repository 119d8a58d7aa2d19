"""Look: colors, type and words that all figures share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

import altair as alt
import polars as pl

RAMP = ("#f1f5f9", "#d6e4f0", "#b0cfe8", "#7fb2da", "#2a6aa8", "#0c3766")
"""Colors from rate 0 to rate 1: one hue, lightness falls evenly, so that people who see
few colors, and gray paper, keep the order."""

DARK_FROM = 0.76
DARK_INK, LIGHT_INK = "#000000", "#ffffff"
"""Text on the color; from `DARK_FROM` on light: contrast is 4.5 to 1 or more."""

UNSCORED_COLOR = "#e4e1da"

CATEGORIES = ("#0a66ad", "#c4530a", "#111a24", "#8c8c8c", "#723e2d")
"""Marks of categories, 3 to 1 or more against white, apart for people who see few
colors; never alone: `SHAPES` and words tell the same."""

SHAPES = ("circle", "square", "diamond", "triangle-up", "cross")
DASHES = ((1, 0), (6, 3), (2, 2), (8, 3, 2, 3), (4, 4))
"""Shapes of points and dashes of lines, in the order of `CATEGORIES`."""

INK, MUTED = "#1c2530", "#555b66"
"""Text, and text that explains."""

GRID, RULE = "#e6e9ed", "#8a8f98"
"""Faint lines, and a line that is a reference."""

BACKGROUND = "#ffffff"
FONT = "Helvetica, Arial, 'Liberation Sans', sans-serif"
"""Faces of one width. Readers without them see a face up to a fifth wider: whatever
stands beside text leaves that much, and SVGs are widened for it."""

MOST = 40
"""Agents that a figure draws; the rest are in the table behind it."""

LONGEST = 60
"""Characters of a name that is drawn whole."""

WIDE = 100
"""Characters of a line above the figure, if it is not told."""

CHARACTER = 6.7
"""Pixels that a character of such a line takes, on average, in a wide font."""

SIMULATED_NOTE = (
    "Simulated agents: they test the instrument and say nothing about any model"
)

Panel = alt.LayerChart | alt.FacetChart
"""What a figure is put together of."""

T = TypeVar("T")


def percent(rate: float | None) -> str:
    """A rate in [0, 1] in whole percent; only what is none or all is 0 or 100.

    Examples:
        >>> percent(0.0), percent(0.004), percent(0.5), percent(0.996), percent(None)
        ('0%', '<1%', '50%', '>99%', '–')
    """
    if rate is None:
        return "–"
    if 0 < rate < 0.005:  # noqa: PLR2004
        return "<1%"
    if 0.995 < rate < 1:  # noqa: PLR2004
        return ">99%"
    return f"{rate:.0%}"


def span(lower: float | None, upper: float | None) -> str:
    """An interval in percent, narrow ones with decimals; empty if there is none.

    Examples:
        >>> span(0.0, 0.1157), span(0.001, 0.0043), span(None, None)
        ('0–12', '0.1–0.4', '')
    """
    if lower is None or upper is None:
        return ""
    decimals = 0
    while (
        f"{100 * lower:.{decimals}f}" == f"{100 * upper:.{decimals}f}" and upper > lower
    ):
        decimals += 1
    return f"{100 * lower:.{decimals}f}–{100 * upper:.{decimals}f}"


def points(difference: float | None) -> str:
    """A difference of rates in percentage points, signed.

    Examples:
        >>> points(0.431), points(-0.2), points(0.001), points(None)
        ('+43', '−20', '0', '–')
    """
    if difference is None:
        return "–"
    whole = round(100 * difference)
    return "0" if whole == 0 else f"{'+' if whole > 0 else '−'}{abs(whole)}"


def readable(name: str) -> str:
    """A component's id in words."""
    return name.replace("_", " ")


def labels(names: Iterable[str]) -> dict[str, str]:
    """What each name is called in a figure: one line, told apart, not too long.

    Examples:
        >>> labels(["openai/gpt-4.1"])
        {'openai/gpt-4.1': 'openai/gpt-4.1'}
        >>> len(labels(["a" * 300])["a" * 300])
        60
    """
    found: dict[str, str] = {}
    taken: set[str] = set()
    for name in names:
        if name in found:
            continue
        # What is not printable has no place in XML, and may turn the line around.
        whole = "".join(each if each.isprintable() else "�" for each in name)
        short, turn = _elided(whole, ""), 1
        while short in taken:
            turn += 1
            short = _elided(whole, f" ({turn})")
        found[name] = short
        taken.add(short)
    return found


def _elided(name: str, end: str) -> str:
    """The name with its middle left out if it is long."""
    room = LONGEST - len(end)
    if len(name) <= room:
        return name + end
    tail = room // 2 - 1
    return f"{name[: room - tail - 1]}…{name[-tail:]}{end}"


def few(order: Sequence[T], most: int = MOST) -> tuple[tuple[T, ...], int]:
    """The first of what is drawn, and how many are left to the table."""
    return tuple(order[:most]), max(len(order) - most, 0)


def left_words(left: int, what: str = "agents") -> tuple[str, ...]:
    """The line that says what is not drawn; none if everything is."""
    return (f"{left} more {what} are in the table behind the figure",) if left else ()


def room(pixels: float) -> int:
    """Characters of a line above a figure so wide."""
    return min(max(int(pixels / CHARACTER), 80), 160)


def wrapped(text: str, wide: int = WIDE) -> list[str]:
    """`text` in lines of at most `wide` characters where it has spaces."""
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > wide:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def title(
    table: pl.DataFrame, text: str, *beneath: str, wide: int = WIDE
) -> alt.TitleParams:
    """What the figure shows, and whether simulated agents are in it.

    Args:
        table: Has `simulated`.
        text: The title.
        beneath: Sentences under it.
        wide: Characters of a line.
    """
    simulated, everyone = table["simulated"].any(), table["simulated"].all()
    who = "simulated agents" if everyone else "simulated agents among them"
    notes = [*beneath, *([SIMULATED_NOTE] if simulated else [])]
    return alt.TitleParams(
        text + (f" ({who})" if simulated else ""),
        subtitle=[line for note in notes for line in wrapped(note, wide)],
        anchor="start",
        fontSize=17,
        fontWeight=600,
        color=INK,
        subtitleFontSize=12,
        subtitleColor=MUTED,
        subtitleLineHeight=16,
        offset=14,
    )


def head(text: str | Sequence[str], *beneath: str) -> alt.TitleParams:
    """The title of a panel, in a line or several."""
    return alt.TitleParams(
        text if isinstance(text, str) else list(text),
        # An empty list would take the room of a line.
        subtitle=list(beneath) or alt.Undefined,
        anchor="start",
        frame="group",
        fontSize=13,
        fontWeight=600,
        color=INK,
        subtitleFontSize=11,
        subtitleColor=MUTED,
        subtitleLineHeight=14,
        offset=8,
    )


def data(values: Iterable[Mapping[str, object]]) -> alt.InlineData:
    """Rows for a chart, as a tuple: Altair copies lists whole whenever panels meet."""
    return alt.InlineData(values=tuple(values))


def headroom(top: float) -> alt.Chart:
    """A layer of nothing that reaches `top` pixels over a panel.

    Where nothing else reaches higher, the names of panels side by side stand level.
    """
    nothing = alt.Chart(data([{}])).mark_rule(opacity=0)
    chart: alt.Chart = nothing.encode(
        x=alt.value(0), y=alt.value(-top), y2=alt.value(0)
    )
    return chart


def finished(
    chart: alt.VConcatChart | alt.HConcatChart | alt.ConcatChart,
    heading: alt.TitleParams,
    *,
    spacing: int = 18,
) -> alt.VConcatChart | alt.HConcatChart | alt.ConcatChart:
    """The chart under its title, in the shared type."""
    # One call: each would copy all panels.
    whole: alt.VConcatChart | alt.HConcatChart | alt.ConcatChart = chart.properties(
        title=heading,
        background=BACKGROUND,
        padding=20,
        config=alt.Config(
            # A reader's program has the table behind the figure, and not each mark.
            aria=False,
            font=FONT,
            view=alt.ViewConfig(stroke=None),
            concat=alt.CompositionConfig(spacing=spacing),
            axis=alt.AxisConfig(
                labelColor=INK,
                labelFontSize=11,
                titleColor=MUTED,
                titleFontSize=11,
                titleFontWeight="normal",
                gridColor=GRID,
                domainColor=RULE,
                tickColor=RULE,
                labelLimit=0,
                titleLimit=0,
            ),
            header=alt.HeaderConfig(labelLimit=0, titleLimit=0),
            legend=alt.LegendConfig(
                labelLimit=0, titleLimit=0, labelColor=INK, titleColor=MUTED
            ),
            title=alt.TitleConfig(limit=0),
        ),
    )
    return whole
