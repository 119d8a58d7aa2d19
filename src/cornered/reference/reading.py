"""How to read a section, from the Markdown file of that name."""

from __future__ import annotations

from importlib.resources import files

MARK = "- "
"""How a point begins; its further lines are indented."""


def reading(*names: str) -> tuple[str, ...]:
    """The points of the named files in their order, each on one line."""
    folder = files("cornered.reference").joinpath("readings")
    points = []
    for name in names:
        text = folder.joinpath(f"{name}.md").read_text(encoding="utf-8")
        points += [
            " ".join(point.split()) for point in f"\n{text}".split(f"\n{MARK}")[1:]
        ]
    return tuple(points)
