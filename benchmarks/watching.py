"""What does the display of a run cost?

Measured: rollouts per second of the study `paper` (letter) with two simulated models,
played with the display drawn for a terminal of 160 x 50 and played with none, in turns
within one process, in CPU time of the whole process and on the clock. The order is turned
around from pair to pair.
Budget: 0.95 of the rollouts per second without it, median over the pairs, by CPU time.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from rich.console import Console

from cornered.feed import Watch
from cornered.running import run
from cornered.watching import drawn_on

AGENTS = ("simulated/claude-opus-4", "simulated/gpt-4.1")
PAIRS = 7
ROLLOUTS = 20
"""Per cell, of 18 cells and 2 models."""
BUDGET = 0.95


def timed(watch: Watch | None, folder: str, name: str) -> tuple[float, float]:
    """How long a run takes, on the clock and of the processor (s)."""
    clock, cpu = time.perf_counter(), time.process_time()
    run(
        "paper",
        AGENTS,
        log_dir=Path(folder) / name,
        options={"rollouts": ROLLOUTS},
        display=watch or "none",
    )
    return time.perf_counter() - clock, time.process_time() - cpu


def main() -> int:
    """Print the figures as one line of JSON; 1 if one is over its budget."""
    shown: list[tuple[float, float]] = []
    bare: list[tuple[float, float]] = []
    with (
        Path(os.devnull).open("w", encoding="utf-8") as nowhere,
        tempfile.TemporaryDirectory() as folder,
    ):
        console = Console(file=nowhere, force_terminal=True, width=160, height=50)
        watch = drawn_on(console)
        timed(watch, folder, "first")  # what is imported and looked up once
        for pair in range(PAIRS):
            order = [(watch, shown), (None, bare)]
            for each, times in order if pair % 2 else reversed(order):
                times.append(timed(each, folder, f"{pair}-{each is None}"))
    ratios = [b[1] / s[1] for s, b in zip(shown, bare, strict=True)]
    walls = [b[0] / s[0] for s, b in zip(shown, bare, strict=True)]
    figures = {
        "benchmark": "watching",
        "rollouts": 18 * len(AGENTS) * ROLLOUTS,
        "shown_cpu_s": round(median(s[1] for s in shown), 2),
        "bare_cpu_s": round(median(b[1] for b in bare), 2),
        "ratio": round(median(ratios), 3),
        "ratio_spread": [round(min(ratios), 3), round(max(ratios), 3)],
        "ratio_by_the_clock": round(median(walls), 3),
        "budget": f"ratio >= {BUDGET}",
        "within_budget": median(ratios) >= BUDGET,
    }
    print(json.dumps(figures))
    return 1 if figures["within_budget"] is False else 0


if __name__ == "__main__":
    sys.exit(main())
