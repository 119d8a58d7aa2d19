"""Command `bench`: the parts that judge, measured on what is known."""

from __future__ import annotations

import sys
from typing import Any

import click

from cornered.commands._options import as_json


@click.group()
def bench() -> None:
    """Measure the parts that judge on what is known."""


@bench.command()
@click.option(
    "--grader",
    "names",
    multiple=True,
    default=("evidence",),
    show_default=True,
    help="evidence, or an Inspect model; repeatable.",
)
@click.option("--split", default="all", show_default=True, help="dev, heldout or all.")
@click.option("--kind", "kinds", multiple=True, help="Only this hard case; repeatable.")
@click.option("--failures", "failing", is_flag=True, help="List what was got wrong.")
@click.option("--show-heldout", "heldout", is_flag=True, help="List held-out ones too.")
@as_json
def graders(names: tuple[str, ...], kinds: tuple[str, ...], **given: Any) -> None:  # noqa: ANN401 - the options above
    """Try graders on the hard cases; exit status 1 if a structural one is wrong."""
    from cornered.bench.graders import tried
    from cornered.bench.printed import print_graders

    results = tried(names, given["split"], kinds)
    if not print_graders(results, **given):
        sys.exit(1)


COMMAND = bench
