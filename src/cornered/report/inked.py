"""Inked: a figure as a file: vector, pixels, pages, the chart itself, or its table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

import polars as pl
import vl_convert

from cornered.core.errors import InputError
from cornered.report.drawn import Drawn
from cornered.report.svg import chart_svg

SCALE = 2.0
"""Pixels of a PNG per pixel of the figure."""


def _svg(drawn: Drawn) -> bytes:
    return chart_svg(drawn.chart()).encode()


def _png(drawn: Drawn) -> bytes:
    data: bytes = vl_convert.vegalite_to_png(
        drawn.chart().to_json(), scale=SCALE, allowed_base_urls=[]
    )
    return data


def _pdf(drawn: Drawn) -> bytes:
    data: bytes = vl_convert.vegalite_to_pdf(
        drawn.chart().to_json(), allowed_base_urls=[]
    )
    return data


def _json(drawn: Drawn) -> bytes:
    return drawn.chart().to_json().encode()


def _csv(drawn: Drawn) -> bytes:
    return flat(drawn.table).write_csv().encode()


WRITERS: Mapping[str, Callable[[Drawn], bytes]] = MappingProxyType(
    {".svg": _svg, ".png": _png, ".pdf": _pdf, ".json": _json, ".csv": _csv}
)
"""Suffix -> what makes the file's bytes."""


def flat(table: pl.DataFrame) -> pl.DataFrame:
    """The table with lists joined by semicolons, as a CSV file can hold them."""
    nested = [
        name for name, dtype in table.schema.items() if isinstance(dtype, pl.List)
    ]
    return table.with_columns(
        pl.col(nested).cast(pl.List(pl.String)).list.join("; ") if nested else []
    )


def check_suffix(path: Path) -> None:
    """Raise `InputError` if no figure can be written to a file of such a name."""
    if path.suffix.lower() not in WRITERS:
        message = (
            f"cannot write a figure to {str(path)!r}; allowed: {', '.join(WRITERS)}"
        )
        raise InputError(message)


def write_figure(drawn: Drawn, path: Path) -> None:
    """Write a figure, or the table behind it, to `path`, by its suffix.

    Raises:
        InputError: If the suffix is none of `WRITERS`, or the file cannot be written.
    """
    check_suffix(path)
    data = WRITERS[path.suffix.lower()](drawn)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    except OSError as error:
        message = f"cannot write figure {str(path)!r}: {error.strerror}"
        raise InputError(message) from error
