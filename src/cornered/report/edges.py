"""Edges: room at an SVG's sides for readers whose fonts are wider than ours."""

from __future__ import annotations

import re
from collections.abc import Iterator
from math import ceil
from xml.etree import ElementTree as ET

REGULAR, GENEROUS = 0.6, 0.6 * 1.15
"""Width of a character, on average, over its font's size: of sentences, and of bold text
and names; both wider than DejaVu Sans, which stands in where Helvetica is missing."""

EDGE = 4
"""Least distance of text from a side, in pixels."""

BOLD = 600
"""Font weight from which text is bold."""

HEAD = re.compile(
    r'^(?P<before><svg [^>]*?)width="(?P<width>[\d.]+)" height="(?P<height>[\d.]+)" '
    r'viewBox="0 0 [\d.]+ [\d.]+">(?:<rect width="[\d.]+")?'
)
MOVED = re.compile(r"translate\((-?[\d.]+(?:e-?\d+)?)")


def roomy(svg: str) -> str:
    """The drawing, wider where text that starts or ends near a side could be cut.

    The converter measures text in its own font, but an SVG is shown in the reader's.

    Args:
        svg: As the converter writes it; what it does not write stays as it is.
    """
    found = HEAD.match(svg)
    if found is None:
        return svg
    width, height = float(found["width"]), found["height"]
    texts = list(extents(svg))
    left = ceil(max([0.0, *(EDGE - start for start, _ in texts)]))
    right = ceil(max([width, *(end + EDGE for _, end in texts)]))
    if (left, right) == (0, width):
        return svg
    start, whole = -left, left + right
    opened = (
        f'{found["before"]}width="{whole}" height="{height}" '
        f'viewBox="{start} 0 {whole} {height}">'
    )
    if found[0].endswith('"'):
        opened += f'<rect x="{start}" width="{whole}"'
    return opened + svg[found.end() :]


def extents(svg: str) -> Iterator[tuple[float, float]]:
    """Where each upright line of text starts and ends, estimated, in pixels."""
    # Our own output, so it holds no entity that grows.
    yield from _within(ET.fromstring(svg), 0.0)  # noqa: S314


def _within(element: ET.Element, at: float) -> Iterator[tuple[float, float]]:
    """The lines of text in an element whose parent starts at `at`."""
    transform = element.get("transform", "")
    if "rotate" in transform:
        return
    at += sum(map(float, MOVED.findall(transform)))
    if element.tag.endswith("text"):
        anchor = element.get("text-anchor", "start")
        bold = element.get("font-weight", "normal") in ("bold", str(BOLD))
        size = float(element.get("font-size", "11px").removesuffix("px"))
        each = size * (GENEROUS if bold or anchor == "end" else REGULAR)
        for line in [element.text or "", *(part.text or "" for part in element)]:
            wide = len(line) * each
            start = at - {"start": 0.0, "middle": wide / 2, "end": wide}[anchor]
            yield start, start + wide
    for child in element:
        yield from _within(child, at)
