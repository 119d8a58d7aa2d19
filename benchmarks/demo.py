"""Does the first command a newcomer types end soon, in little memory, with true rates?

Measured: `cornered demo` in a fresh folder as a whole process, for seeds 1 to 3: seconds
on the clock and of the processor, peak memory, and how many published rates lie inside
their cells' 95 % intervals. The rates are what the simulated models are drawn from, so
about 95 % should; the mark is 93 %.
Budget: 60 s and 1 GB on 2 cores.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from cornered.analysis.agreement import against_published, agreement
from cornered.analysis.rates import cell_rates
from cornered.scoring.tables import read_rollouts
from cornered.tabled import ROLLOUTS

SEEDS = (1, 2, 3)
BUDGET_S, BUDGET_MB, MARK = 60, 1024, 0.93
ENTRY = "import sys; from cornered.cli import main; main()"


def played(seed: int, out: Path) -> dict[str, float]:
    """Seconds, processor seconds and peak memory (MB) of one demo."""
    arguments = ["demo", "--out", str(out), "--seed", str(seed), "--json"]
    start = time.perf_counter()
    child = subprocess.Popen(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", ENTRY, *arguments], stdout=subprocess.DEVNULL
    )
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        message = f"exit status {child.returncode}; allowed: 0"
        raise RuntimeError(message)
    return {
        "seconds": round(time.perf_counter() - start, 1),
        "cpu_seconds": round(used.ru_utime + used.ru_stime, 1),
        "peak_mb": round(used.ru_maxrss / 1024),
    }


def main() -> int:
    """Print the figures as one line of JSON; 1 if one is over its budget."""
    runs = []
    inside = cells = 0
    for seed in SEEDS:
        with tempfile.TemporaryDirectory() as folder:
            out = Path(folder, "demo")
            used = played(seed, out)
            rollouts = read_rollouts(out / ROLLOUTS)
        agreed = agreement(against_published(cell_rates(rollouts)))
        inside, cells = inside + agreed.inside, cells + agreed.cells
        runs.append(
            {
                "seed": seed,
                **used,
                "rollouts": rollouts.height,
                "inside": f"{agreed.inside}/{agreed.cells}",
                "inside_5_to_95": f"{agreed.band_inside}/{agreed.band_cells}",
            }
        )
    in_time = all(r["seconds"] <= BUDGET_S for r in runs)  # type: ignore[operator]
    in_memory = all(r["peak_mb"] <= BUDGET_MB for r in runs)  # type: ignore[operator]
    figures = {
        "benchmark": "demo",
        "runs": runs,
        "inside_share": round(inside / cells, 3),
        "load": [round(each, 1) for each in os.getloadavg()],
        "cores": os.cpu_count(),
        "budget": f"<= {BUDGET_S} s, <= 1 GB; published rate inside in >= {MARK:.0%}",
        "within_budget": in_time and in_memory and inside / cells >= MARK,
    }
    print(json.dumps(figures))
    return 1 if figures["within_budget"] is False else 0


if __name__ == "__main__":
    sys.exit(main())
