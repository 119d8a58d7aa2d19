"""Command `reference`: the published study, analyzed, and a run beside it."""

from __future__ import annotations

from pathlib import Path

import click

from cornered.commands._options import as_json


@click.command()
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="Write a page, tables and figures here.",
)
@click.option(
    "--beside",
    "run",
    type=click.Path(path_type=Path),
    help="Logs or a table of a run to lay beside the published rates.",
)
@as_json
def reference(out: Path | None, run: Path | None, *, as_json: bool) -> None:
    """Analyze the counts that the 2025 study published; nothing is played."""
    from cornered.reference.analyzed import analyzed
    from cornered.reference.beside import beside
    from cornered.reference.printed import print_analyzed
    from cornered.reference.written import write

    found = analyzed(None if run is None else beside(run))
    files = None if out is None else write(found, out)
    print_analyzed(found, files, as_json=as_json)


COMMAND = reference
