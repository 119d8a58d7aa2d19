"""The color of a rate, as the figure has it."""

from __future__ import annotations

from cornered.figures._look import (
    DARK_FROM,
    DARK_INK,
    LIGHT_INK,
    RAMP,
    UNSCORED_COLOR,
)


def shade(rate: float | None) -> str:
    """Color of a rate in [0, 1], `#rrggbb`, between the steps of the ramp.

    Examples:
        >>> shade(0.0), shade(1.0), shade(None)
        ('#f1f5f9', '#0c3766', '#e4e1da')
    """
    if rate is None:
        return UNSCORED_COLOR
    place = min(max(rate, 0.0), 1.0) * (len(RAMP) - 1)
    step = min(int(place), len(RAMP) - 2)
    low, high = _channels(RAMP[step]), _channels(RAMP[step + 1])
    mixed = (
        round(a + (b - a) * (place - step)) for a, b in zip(low, high, strict=True)
    )
    return "#" + "".join(f"{channel:02x}" for channel in mixed)


def ink(rate: float | None) -> str:
    """Color of text on the color of a rate."""
    return LIGHT_INK if rate is not None and rate >= DARK_FROM else DARK_INK


def _channels(color: str) -> tuple[int, int, int]:
    """Red, green and blue of `#rrggbb`, 0 to 255."""
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)
