"""Can a big study be scored again over a coffee, and does it come out the same?

Measured: `cornered score FOLDER --out TABLE --json` as a whole process on one core, twice:
seconds of the processor and on the clock, start and reading of the logs included, peak
memory, and whether table and output of both are the same to the last byte. The logs are
those of the study `paper` at its full size (18 cells x 100 rollouts), played by six
simulated models; or those below the folder given as an argument.
Budget: 10,000 rollouts or more in 60 s of one core's time and 1 GB; the same bytes. Time
of the processor decides, since on a busy machine the clock tells what others do.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

AGENTS = (
    *("claude-opus-4", "claude-sonnet-4", "deepseek-r1", "gemini-2.5-flash"),
    *("gpt-4.1", "llama-4-maverick"),
)
PER_CELL = 100
TIMES = 2
LEAST, BUDGET_S, BUDGET_MB = 10_000, 60, 1024
ENTRY = "from cornered.cli import main; main()"
CORE = min(os.sched_getaffinity(0))
PINNED = f"import os; os.sched_setaffinity(0, {{{CORE}}}); {ENTRY}"
"""Before anything else is imported, so that libraries start one thread each."""


def played(folder: Path) -> None:
    """Play the logs, in a process of its own: what it holds is not in the figures."""
    models = [part for name in AGENTS for part in ("--model", f"simulated/{name}")]
    subprocess.run(  # noqa: S603 - our own interpreter
        [
            *(sys.executable, "-c", ENTRY, "run", "paper", *models),
            *("--rollouts", str(PER_CELL), "--log-dir", str(folder), "--json"),
        ],
        check=True,
        stdout=subprocess.DEVNULL,
    )


def scored(folder: Path, table: Path) -> dict[str, Any]:
    """What one scoring took, and digests of what it gave."""
    arguments = ["score", str(folder), "--out", str(table), "--json"]
    with tempfile.TemporaryFile() as out:
        start = time.perf_counter()
        child = subprocess.Popen(  # noqa: S603 - our own interpreter
            [sys.executable, "-c", PINNED, *arguments], stdout=out
        )
        _, status, used = os.wait4(child.pid, 0)
        took = time.perf_counter() - start
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode:
            message = f"exit status {child.returncode}; allowed: 0"
            raise RuntimeError(message)
        out.seek(0)
        text = out.read()
    return {
        "rollouts": json.loads(text)["rollouts"],
        "cpu_seconds": round(used.ru_utime + used.ru_stime, 1),
        "seconds": round(took, 1),
        "peak_mb": round(used.ru_maxrss / 1024),
        "table": hashlib.sha256(table.read_bytes()).hexdigest(),
        "output": hashlib.sha256(text).hexdigest(),
    }


def main() -> int:
    """Print the figures as one line of JSON; 1 if one is over its budget."""
    with tempfile.TemporaryDirectory() as made:
        logs = Path(sys.argv[1]) if sys.argv[1:] else Path(made, "logs")
        if not sys.argv[1:]:
            played(logs)
        log_mb = sum(each.stat().st_size for each in logs.rglob("*.eval")) / 1024**2
        runs = [scored(logs, Path(made, "table.parquet")) for _ in range(TIMES)]
    rollouts = runs[0]["rollouts"]
    same = all(
        len({each[name] for each in runs}) == 1
        for name in ("rollouts", "table", "output")
    )
    in_time = max(each["cpu_seconds"] for each in runs) <= BUDGET_S
    in_memory = max(each["peak_mb"] for each in runs) <= BUDGET_MB
    figures = {
        "benchmark": "rescoring",
        "rollouts": rollouts,
        "log_mb": round(log_mb),
        "cpu_seconds": [each["cpu_seconds"] for each in runs],
        "seconds": [each["seconds"] for each in runs],
        "peak_mb": [each["peak_mb"] for each in runs],
        "table_sha256": runs[0]["table"],
        "byte_stable": same,
        "load": [round(each, 1) for each in os.getloadavg()],
        "budget": (
            f">= {LEAST:,} rollouts, <= {BUDGET_S} s of one core, <= 1 GB, same bytes"
        ),
        "within_budget": rollouts >= LEAST and in_time and in_memory and same,
    }
    print(json.dumps(figures))
    return 1 if figures["within_budget"] is False else 0


if __name__ == "__main__":
    sys.exit(main())
