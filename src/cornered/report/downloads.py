"""Downloads: tables and figures to take away, within the page or beside it."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import polars as pl

from cornered.report.numbers import size_text

EMBEDDED = 300_000
"""Bytes of a file that the page itself still carries; a longer one lies beside it."""

ROOM = 400_000
"""Bytes of all files that the page carries: it is to open at once, and to be mailed."""

KINDS = {
    "csv": "text/csv;charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
    "svg": "image/svg+xml",
    "bib": "text/plain;charset=utf-8",
}
"""Suffix -> type of the content."""

FIGURES = 12
"""Figures of a number: the last ones of a sum depend on the order of its terms."""

FORMULA = r"^[=+\-@\t\r]"
"""How a text begins that a spreadsheet would take for a formula."""


@dataclass(frozen=True, kw_only=True)
class Download:
    """Something to take away."""

    name: str
    """File name that is proposed."""
    href: str
    """Address: the content itself, or a file beside the page."""
    size: str
    """In words."""


class Files:
    """The folder of files beside a report; made when the first file needs it."""

    def __init__(self, report: Path | None) -> None:
        """The folder of the page at `report`.

        None if it lies nowhere, so that everything is part of it, however long.
        """
        self._report = report
        self._room = ROOM
        self.used = False
        """Whether anything lies in the folder that the page leads to."""

    @property
    def folder(self) -> Path:
        """The folder."""
        report = self._report or Path("report.html")
        return report.with_name(f"{report.stem}_files")

    def offered(self, name: str, content: bytes) -> Download:
        """A file within the page if it is short, else beside it.

        Args:
            name: Our own name, never one from the data.
            content: What it holds.
        """
        size = size_text(len(content))
        if self._report is None or len(content) <= min(EMBEDDED, self._room):
            self._room -= len(content)
            return Download(name=name, href=data_address(name, content), size=size)
        self.folder.mkdir(parents=True, exist_ok=True)
        partial = self.folder / f".{name}.partial"
        partial.write_bytes(content)
        partial.replace(self.folder / name)
        self.used = True
        return Download(name=name, href=f"{self.folder.name}/{name}", size=size)


def data_address(name: str, content: bytes) -> str:
    """Content as an address that needs no file."""
    kind = KINDS[name.rpartition(".")[2]]
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"


def csv_bytes(table: pl.DataFrame) -> bytes:
    """A table as CSV that a spreadsheet opens without running anything.

    Lists are joined by semicolons. A text that begins like a formula gets an apostrophe
    before it: what a model wrote must not compute. Parquet files hold it as it was.
    """
    made = []
    for name, dtype in table.schema.items():
        column = pl.col(name)
        if isinstance(dtype, pl.List):
            column = column.cast(pl.List(pl.String)).list.join("; ")
        if isinstance(dtype, pl.List) or dtype == pl.String:
            column = (
                pl.when(column.str.contains(FORMULA))
                .then(pl.concat_str(pl.lit("'"), column))
                .otherwise(column)
            )
        if dtype.is_float():
            column = column.round_sig_figs(FIGURES)
        made.append(column.alias(name))
    return table.select(made).write_csv().encode()


def parquet_bytes(table: pl.DataFrame) -> bytes:
    """A table as a Parquet file."""
    buffer = BytesIO()
    table.write_parquet(buffer)
    return buffer.getvalue()


def table_downloads(
    files: Files, rollouts: pl.DataFrame, acts: pl.DataFrame
) -> tuple[Download, ...]:
    """Both tables that the page is made of, in both formats."""
    return tuple(
        files.offered(f"{name}.{suffix}", content)
        for name, table in (("rollouts", rollouts), ("acts", acts))
        for suffix, content in (
            ("parquet", parquet_bytes(table)),
            ("csv", csv_bytes(table)),
        )
    )
