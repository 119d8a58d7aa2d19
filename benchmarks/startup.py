"""How long does a person wait before the command line says anything?

Measured: whole-process time of `cornered --help` and `cornered catalog`, median of 7 runs,
beside a bare `python -c pass` and Inspect's import in the same runs; which heavy modules
`import cornered` brings in; and what `cornered._registry` adds to `inspect_ai`, as a share
of its CPU time and as modules.
Budget: 0.5 s each, and `import cornered` imports neither inspect_ai nor pandas.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from statistics import median

RUNS = 7
BUDGET_S = 0.5
HEAVY = ("inspect_ai", "pandas", "polars", "scipy")
ENTRY = "import sys; from cornered.cli import main; main()"
COMMANDS = {
    "bare_s": ("-c", "pass"),
    "help_s": ("-c", ENTRY, "--help"),
    "catalog_s": ("-c", ENTRY, "catalog"),
    "inspect_import_s": ("-c", "import inspect_ai"),
}
LOADED = "import sys, json, cornered; print(json.dumps(sorted(sys.modules)))"
ADDED = """
import json, sys, time
start = time.process_time()
import inspect_ai
middle, before = time.process_time(), len(sys.modules)
import cornered._registry
end = time.process_time()
print(json.dumps([(end - middle) / (middle - start), len(sys.modules) - before]))
"""


def said(*arguments: str) -> str:
    """What a fresh interpreter prints."""
    return subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, *arguments], check=True, capture_output=True, text=True
    ).stdout


def seconds(arguments: tuple[str, ...]) -> float:
    """How long a fresh interpreter takes."""
    start = time.perf_counter()
    said(*arguments)
    return time.perf_counter() - start


def main() -> int:
    """Print the figures as one line of JSON; 1 if one is over its budget."""
    times: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for _ in range(RUNS):
        for name, arguments in COMMANDS.items():
            times[name].append(seconds(arguments))
    took = {name: round(median(each), 3) for name, each in times.items()}
    loaded = json.loads(said("-c", LOADED))
    heavy = [name for name in HEAVY if name in loaded]
    added = [json.loads(said("-c", ADDED)) for _ in range(RUNS)]
    in_time = max(took["help_s"], took["catalog_s"]) <= BUDGET_S
    figures = {
        "benchmark": "startup",
        **took,
        "heavy_imports": heavy,
        "registry_share_of_inspect": round(median(each[0] for each in added), 3),
        "registry_modules": added[0][1],
        "budget": f"help and catalog <= {BUDGET_S} s; no inspect_ai, no pandas",
        "within_budget": in_time and not {"inspect_ai", "pandas"} & set(heavy),
    }
    print(json.dumps(figures))
    return 1 if figures["within_budget"] is False else 0


if __name__ == "__main__":
    sys.exit(main())
