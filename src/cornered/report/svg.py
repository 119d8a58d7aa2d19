"""A chart as SVG text, made offline."""

from __future__ import annotations

import hashlib
import json
import re
from typing import TYPE_CHECKING, Any

import vl_convert

from cornered.report.edges import roomy

if TYPE_CHECKING:
    from altair.typing import ChartType

CLIP = re.compile(r'<clipPath id="(\w+)"')
DIGITS = 12
"""Of a digest, which names clips."""

REPLACEMENT = "�"
"""What stands for a character that cannot be drawn."""


def chart_spec(chart: ChartType) -> str:
    """The chart in Vega-Lite's JSON, the same bytes each time.

    What is not printable is replaced: XML has no control characters, the converter ends
    the whole process over one, and marks of direction can turn a line around.
    """
    return json.dumps(_printable(chart.to_dict()), sort_keys=True, ensure_ascii=False)


def chart_svg(chart: ChartType) -> str:
    """The chart as one `<svg>` element; its data lie in it, nothing is fetched.

    Clips are named by what is drawn: the converter numbers them over all that it ever
    drew, so that the same chart would differ, and two on a page could clash. Text has
    room for the reader's fonts, see `edges`.
    """
    spec = chart_spec(chart)
    svg: str = vl_convert.vegalite_to_svg(spec, allowed_base_urls=[])
    digest = hashlib.sha256(spec.encode()).hexdigest()[:DIGITS]
    for place, name in enumerate(dict.fromkeys(CLIP.findall(svg))):
        svg = re.sub(
            rf'(<clipPath id="|url\(#){name}(?=["\)])', rf"\g<1>c{digest}-{place}", svg
        )
    return roomy(svg)


def _printable(part: Any) -> Any:  # noqa: ANN401 - any JSON
    """A part of a specification without characters that cannot be drawn."""
    if isinstance(part, str):
        if part.isprintable():
            return part
        return "".join(each if each.isprintable() else REPLACEMENT for each in part)
    if isinstance(part, dict):
        return {_printable(name): _printable(each) for name, each in part.items()}
    if isinstance(part, list | tuple):
        return [_printable(each) for each in part]
    return part
