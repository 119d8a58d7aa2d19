"""What `--out` writes: the page, each table as CSV and Parquet, each figure as SVG."""

from __future__ import annotations

from pathlib import Path

from cornered.core.errors import InputError
from cornered.reference.analyzed import Analyzed
from cornered.reference.drawn import figures
from cornered.reference.page import page

PAGE = "reference.html"
TABLES, FIGURES = "tables", "figures"
"""Folders beside the page."""


def write(found: Analyzed, out: Path) -> dict[str, str | list[str]]:
    """Write everything below `out`.

    Returns:
        `page`, and the paths of `tables` and `figures`.

    Raises:
        InputError: If a file cannot be written.
    """
    drawn = tuple(figures(found.cells, found.beside))
    tables: list[str] = []
    charts: list[str] = []
    try:
        for folder in (out / TABLES, out / FIGURES):
            folder.mkdir(parents=True, exist_ok=True)
        for section in found.sections:
            for numbers in section.numbers:
                target = out / TABLES / numbers.id
                numbers.table.write_csv(target.with_suffix(".csv"))
                numbers.table.write_parquet(target.with_suffix(".parquet"))
                tables += [f"{target}.csv", f"{target}.parquet"]
        for figure in drawn:
            chart = out / FIGURES / f"{figure.id}.svg"
            chart.write_text(figure.svg, encoding="utf-8")
            charts.append(str(chart))
        (out / PAGE).write_text(page(found, drawn), encoding="utf-8")
    except OSError as error:
        message = f"cannot write {str(out)!r}: {error.strerror}; allowed: a folder"
        raise InputError(message) from error
    return {"page": str(out / PAGE), "tables": tables, "figures": charts}
