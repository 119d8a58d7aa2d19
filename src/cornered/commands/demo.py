"""Command `demo`: the paper study with simulated models."""

from __future__ import annotations

from pathlib import Path

import click

from cornered.commands._options import as_json, seed_option
from cornered.commands._played import finish, watched

DEMO_AGENTS = (
    "simulated/claude-opus-4",
    "simulated/gpt-4.1",
    "simulated/deepseek-r1",
    "simulated/llama-4-maverick",
)
"""Whom the demo plays: high, middling and low published rates."""

DEMO_ROLLOUTS = 30
"""Rollouts per cell of the demo, each over a draw of its own (count)."""


@click.command()
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("cornered-demo"),
    show_default=True,
    help="Where report, tables and logs go.",
)
@seed_option
@as_json
def demo(out: Path, seed: int, *, as_json: bool) -> None:
    """Play the paper study with four simulated models: no key, no network."""
    from cornered.running import run

    ran = run(
        "paper",
        DEMO_AGENTS,
        log_dir=out / "logs",
        options={"rollouts": DEMO_ROLLOUTS, "seed": seed},
        display=watched(as_json=as_json),
    )
    finish(ran, out, as_json=as_json)


COMMAND = demo
