"""Can a large study still be reported on a laptop?

Measured: seconds and peak memory of the report of 100,000 rollouts from its Parquet
tables, as a whole child process. The tables are a small real run's, its rows repeated
under new draws and agents.
Budget: 30 s and 2 GB.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import polars as pl

from cornered.running import run
from cornered.tabled import Tables, save

ROLLOUTS = 100_000
PLAYED = 5
"""Per cell, of 18 cells and two agents."""
AGENTS = ("simulated/claude-opus-4", "simulated/gpt-4.1")
COPIES_OF_AGENTS = 8
BUDGET_S, BUDGET_BYTES = 30, 2 * 1024**3
REPORT = """
import sys
from pathlib import Path
from cornered.cli import cli
cli.main(["report", sys.argv[1]])
"""


def repeated(tables: Tables, copies: int) -> Tables:
    """The tables with every row `copies` times, each as a rollout of its own."""
    ours, acts = [], []
    for copy in range(copies):
        agent = pl.col("agent") + f"-{copy % COPIES_OF_AGENTS}"
        sample = pl.format("{}-{}", "sample_id", pl.lit(copy))
        draw = pl.col("draw") + PLAYED * (copy // COPIES_OF_AGENTS)
        cell = pl.col("cell") + f"-{copy % COPIES_OF_AGENTS}"
        ours.append(
            tables.rollouts.with_columns(
                agent=agent, sample_id=sample, draw=draw, cell=cell
            )
        )
        acts.append(tables.acts.with_columns(agent=agent, sample_id=sample))
    return Tables(rollouts=pl.concat(ours), acts=pl.concat(acts))


def main() -> int:
    """Print the figures as one line of JSON; 1 if one is over its budget."""
    with tempfile.TemporaryDirectory() as folder:
        small = run(
            "paper",
            AGENTS,
            log_dir=Path(folder, "logs"),
            options={"rollouts": PLAYED},
            display="none",
        ).tables
        large = repeated(small, -(-ROLLOUTS // small.rollouts.height))
        out = Path(folder, "large")
        save(large, out)
        start = time.perf_counter()
        subprocess.run(  # noqa: S603 - our own interpreter
            [sys.executable, "-c", REPORT, str(out)], check=True, capture_output=True
        )
        took = time.perf_counter() - start
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
        figures = {
            "benchmark": "report",
            "rollouts": large.rollouts.height,
            "acts": large.acts.height,
            "cells": large.rollouts["cell"].n_unique(),
            "seconds": round(took, 1),
            "peak_mb": round(peak / 1024**2),
            "page_mb": round((out / "report.html").stat().st_size / 1024**2, 1),
            "budget": f"<= {BUDGET_S} s, <= 2 GB",
            "within_budget": took <= BUDGET_S and peak <= BUDGET_BYTES,
        }
        print(json.dumps(figures))
    return 1 if figures["within_budget"] is False else 0


if __name__ == "__main__":
    sys.exit(main())
