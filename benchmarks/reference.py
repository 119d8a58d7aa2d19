"""Is the published study analyzed while a person waits?

Measured: seconds and peak memory of `cornered reference` as a whole child process, in the
terminal and with its page, tables and figures; the latter also with a run of two simulated
models, table only, beside it. Beside the wall clock the processor seconds of each, which a
busy machine stretches less.
Budget: 10 s each.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from cornered.running import run
from cornered.tabled import save

AGENTS = ("simulated/claude-opus-4", "simulated/gpt-4.1")
PLAYED = 5
"""Per cell, of 18 cells and two agents."""
BUDGET_S = 10
ENTRY = "import sys; from cornered.cli import main; main()"


def processor() -> float:
    """Processor seconds of all children so far."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def seconds(*arguments: str) -> tuple[float, float]:
    """How long `cornered reference` takes in a fresh interpreter: wall, processor."""
    start, before = time.perf_counter(), processor()
    subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", ENTRY, "reference", *arguments],
        check=True,
        capture_output=True,
    )
    return time.perf_counter() - start, processor() - before


def main() -> int:
    """Print the figures as one line of JSON; 1 if one is over its budget."""
    with tempfile.TemporaryDirectory() as folder:
        played = run(
            "paper",
            AGENTS,
            log_dir=Path(folder, "logs"),
            options={"rollouts": PLAYED},
            display="none",
        )
        save(played.tables, Path(folder, "tables"))
        out = Path(folder, "out")
        took = {
            "terminal": seconds(),
            "page": seconds("--out", str(out)),
            "beside": seconds(
                *("--out", str(out), "--beside", str(Path(folder, "tables")))
            ),
        }
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        figures = {
            "benchmark": "reference",
            **{f"{name}_s": round(wall, 1) for name, (wall, _) in took.items()},
            **{f"{name}_cpu_s": round(cpu, 1) for name, (_, cpu) in took.items()},
            "peak_mb": round(peak),
            "page_mb": round((out / "reference.html").stat().st_size / 1024**2, 1),
            "budget": f"<= {BUDGET_S} s each",
            "within_budget": max(wall for wall, _ in took.values()) <= BUDGET_S,
        }
        print(json.dumps(figures))
    return 1 if figures["within_budget"] is False else 0


if __name__ == "__main__":
    sys.exit(main())
