"""The page of the published study: one HTML file that needs nothing beside it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from cornered.reference.analyzed import Analyzed
from cornered.reference.compact import shown
from cornered.reference.drawn import Drawn
from cornered.reference.section import SOURCE

LONG = 44
"""Characters from which on a value of a table may break into lines."""


def page(found: Analyzed, drawn: Sequence[Drawn]) -> str:
    """The page as one HTML document: no script, no external address.

    Args:
        found: What was found.
        drawn: Every figure; each stands in its section.
    """
    return (
        _environment()
        .get_template("reference.html.j2")
        .render(
            style=Markup(_style()),  # noqa: S704 - our own files
            facts=_facts(found),
            note=found.note,
            source=SOURCE,
            sections=found.sections,
            figures={
                section.id: [
                    # Made by vl-convert, which escapes text.
                    (each.id, Markup(each.svg), each.caption)  # noqa: S704
                    for each in drawn
                    if each.section == section.id
                ]
                for section in found.sections
            },
            limits=found.limits,
            shown=shown,
            long=LONG,
            beside=found.beside,
        )
    )


def prose(text: str) -> Markup:
    r"""A text of ours as HTML: escaped, backticks as code, units kept to their number.

    Examples:
        >>> str(prose("`tau` < 5 %"))
        '<code>tau</code> &lt; 5\xa0%'
    """
    whole = str(escape(text)).replace(" %", "\N{NO-BREAK SPACE}%")
    parts = whole.split("`")
    if len(parts) % 2 == 0:
        return Markup(whole)  # noqa: S704 - escaped above
    marked = (
        f"<code>{part}</code>" if place % 2 else part
        for place, part in enumerate(parts)
    )
    return Markup("".join(marked))  # noqa: S704 - escaped above


def _facts(found: Analyzed) -> tuple[tuple[str, str], ...]:
    """(term, value): what was published, and how much of it."""
    cells = found.cells
    return (
        ("models", str(cells["model"].n_unique())),
        ("developers", str(cells["developer"].n_unique())),
        ("scenarios", str(cells["scenario"].n_unique())),
        ("conditions", str(cells["condition"].n_unique())),
        ("cells", str(cells.height)),
        ("rollouts in these", f"{cells['count'].sum():,}"),
        ("per cell", str(cells["count"].max())),
        ("intervals", "95 %"),
        ("measured by us", "none"),
    )


@cache
def _style() -> str:
    """The style of the report, and what this page adds."""
    return "\n".join(
        files(room).joinpath(name).read_text(encoding="utf-8")
        for room, name in (
            ("cornered.report", "style.css"),
            ("cornered.reference", "reference.css"),
        )
    )


@cache
def _environment() -> Environment:
    """Jinja2 that escapes everything and knows no undefined name."""
    made = Environment(
        loader=PackageLoader("cornered.reference", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["prose"] = prose
    return made
