"""A chart as SVG text, made offline."""

from __future__ import annotations

from typing import TYPE_CHECKING

import vl_convert

if TYPE_CHECKING:
    from altair.typing import ChartType


def chart_svg(chart: ChartType) -> str:
    """The chart as one `<svg>` element; its data lie in it, nothing is fetched."""
    svg: str = vl_convert.vegalite_to_svg(chart.to_json(), allowed_base_urls=[])
    return svg
