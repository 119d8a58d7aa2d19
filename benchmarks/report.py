"""Can a large study still be reported on a laptop?

Measured: seconds and peak memory of the report of 100,000 rollouts from its Parquet
tables, as a whole child process: 18 agents x 18 conditions over as many draws as it takes,
figures, answers and trajectories included. The tables are a real run's, whose rows are
repeated under new draws and outcomes; the examples come from its real logs. Beside it, how
many rollouts a second become tables from those logs.
Budget: 30 s of processor time, 2 GB, and a page of 5 MB.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import polars as pl

from cornered.catalogs import agents
from cornered.core.agent import PREFIX
from cornered.running import run
from cornered.tabled import Tables, save, tables_of

ROLLOUTS = 100_000
PLAYED = 4
"""Per cell, of 18 cells and all the agents of the study."""
UNSCORED = 0.02
BUDGET_S, BUDGET_BYTES, BUDGET_PAGE = 30, 2 * 1024**3, 5 * 1000**2
REPORT = """
import sys
from cornered.cli import cli
cli.main(["report", sys.argv[1], "--out", sys.argv[2]])
"""


def repeated(tables: Tables, copies: int) -> Tables:
    """The tables with every row `copies` times, each a rollout of a draw of its own.

    The first copy is the real one. In the others some rollouts are unscored, and each has
    a prompt and a grader's words of its own, so that nothing is quick because it is alike.
    """
    generator = np.random.default_rng(1)
    ours, acts = [tables.rollouts], [tables.acts]
    for copy in range(1, copies):
        sample = pl.format("{}-{}", "sample_id", pl.lit(copy))
        lost = pl.Series(generator.random(tables.rollouts.height) < UNSCORED)
        cut = pl.lit("truncated")
        ours.append(
            tables.rollouts.with_columns(
                sample_id=sample,
                draw=pl.col("draw") + PLAYED * copy,
                prompt_hash=pl.format("{}{}", "prompt_hash", pl.lit(copy)),
                outcome=pl.when(lost).then(pl.lit("unscored")).otherwise("outcome"),
                status=pl.when(lost).then(cut).otherwise("status"),
                reason=pl.when(lost).then(cut).otherwise("reason"),
            )
        )
        acts.append(tables.acts.with_columns(sample_id=sample))
    return Tables(rollouts=pl.concat(ours), acts=pl.concat(acts))


def main() -> int:
    """Print the figures as one line of JSON; 1 if one is over its budget."""
    (cohort,) = (each for each in agents().values() if each.id == "cohort")
    with tempfile.TemporaryDirectory() as folder:
        logs = Path(folder, "logs")
        run(
            "paper",
            [f"{PREFIX}{name}" for name in cohort.names()],
            log_dir=logs,
            options={"rollouts": PLAYED},
            display="none",
        )
        start = time.perf_counter()
        small = tables_of([logs])
        from_logs = small.rollouts.height / (time.perf_counter() - start)
        large = repeated(small, -(-ROLLOUTS // small.rollouts.height))
        save(large, Path(folder, "large"))
        report = Path(folder, "page", "report.html")
        start = time.perf_counter()
        subprocess.run(  # noqa: S603 - our own interpreter
            [sys.executable, "-c", REPORT, str(Path(folder, "large")), str(report)],
            check=True,
            capture_output=True,
        )
        took = time.perf_counter() - start
        usage = resource.getrusage(resource.RUSAGE_CHILDREN)
        page = report.stat().st_size
        figures = {
            "benchmark": "report",
            "rollouts": large.rollouts.height,
            "acts": large.acts.height,
            "cells": large.rollouts["cell"].n_unique(),
            "seconds": round(took, 1),
            "cpu_seconds": round(usage.ru_utime + usage.ru_stime, 1),
            "peak_mb": round(usage.ru_maxrss / 1024),
            "page_mb": round(page / 1000**2, 1),
            "trajectories": report.read_text(encoding="utf-8").count("<article id="),
            "paged": len(list(report.parent.rglob("cell-*.html"))),
            "tables_from_logs_per_s": round(from_logs),
            "budget": f"cpu <= {BUDGET_S} s, <= 2 GB, page <= 5 MB",
            "within_budget": usage.ru_utime + usage.ru_stime <= BUDGET_S
            and usage.ru_maxrss * 1024 <= BUDGET_BYTES
            and page <= BUDGET_PAGE,
        }
        print(json.dumps(figures))
    return 1 if figures["within_budget"] is False else 0


if __name__ == "__main__":
    sys.exit(main())
