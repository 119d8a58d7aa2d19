"""Command `figure`: one figure of a run, as a file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cornered.commands._options import as_json
from cornered.core.errors import InputError

if TYPE_CHECKING:
    import polars as pl

    from cornered.report.drawn import Drawn

TABLES = (".parquet", ".csv")
"""Suffixes of files that may hold the table behind a figure."""


@click.command()
@click.argument("name", required=False)
@click.option(
    "--data",
    type=click.Path(path_type=Path),
    help="Folder of logs, rollouts.parquet, a log, or the figure's own table.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help=".svg, .png, .pdf, .json (Vega-Lite), or .csv, the table behind it.",
)
@click.option("--list", "listed", is_flag=True, help="List the figures.")
@as_json
def figure(
    name: str | None,
    data: Path | None,
    out: Path | None,
    *,
    listed: bool,
    as_json: bool,
) -> None:
    """Draw the figure NAME of a run; --list names them, with --data those it has."""
    if listed:
        _list(data, as_json=as_json)
        return
    if name is None or data is None or out is None:
        message = (
            "figure lacks "
            + ("NAME" if name is None else "--data" if data is None else "--out")
            + "; allowed: figure NAME --data PATH --out FILE, or figure --list"
        )
        raise InputError(message)
    from cornered.catalogs import figures
    from cornered.report.inked import check_suffix, write_figure

    figures()[name]
    check_suffix(out)
    drawn, notes = _drawn(name, data)
    write_figure(drawn, out)
    if as_json:
        click.echo(json.dumps({"figure": name, "out": str(out), "notes": notes}))
        return
    for note in notes:
        click.echo(note)
    click.echo(f"figure  {out}")


def _drawn(name: str, data: Path) -> tuple[Drawn, list[str]]:
    """The figure of whatever lies at `data`, and what was left out of it."""
    from cornered.looks.record import noted
    from cornered.report.drawn import drawn_from, drawn_one
    from cornered.sources import tables_at

    table = _own_table(data)
    if table is not None:
        return drawn_from(name, table), []
    tables = noted(tables_at(data), data if data.is_dir() else data.parent)
    return drawn_one(name, tables), list(tables.notes)


def _own_table(data: Path) -> pl.DataFrame | None:
    """The table at `data`, if it is one and not a table of rollouts."""
    import polars as pl

    if data.suffix not in TABLES or not data.is_file():
        return None
    try:
        table = (
            pl.read_csv(data, infer_schema_length=None)
            if data.suffix == ".csv"
            else pl.read_parquet(data)
        )
    except (pl.exceptions.PolarsError, OSError) as problem:
        message = f"cannot read table {str(data)!r}: {problem}"
        raise InputError(message) from problem
    ours = {"sample_id", "outcome", "draw"} <= set(table.columns)
    if ours and data.suffix == ".parquet":
        return None
    return table


def _list(data: Path | None, *, as_json: bool) -> None:
    """Print the figures, and of `data` why some do not apply."""
    from cornered.catalogs import figures
    from cornered.report.drawn import SOURCES, drawing
    from cornered.sources import tables_at

    known = figures()
    order = [*SOURCES, *(name for name in known if name not in SOURCES)]
    absent = {} if data is None else dict(drawing(tables_at(data)).left_out)
    rows = [
        {
            "figure": name,
            "summary": known[name].summary,
            **({} if data is None else {"absent": absent.get(name)}),
        }
        for name in order
    ]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    wide = max(map(len, order))
    for row in rows:
        why = row.get("absent")
        told = f"not of these rollouts: {why}" if why else row["summary"]
        click.echo(f"{row['figure']:<{wide}}  {told}")


COMMAND = figure
