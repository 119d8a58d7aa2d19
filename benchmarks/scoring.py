"""How fast are ledgers scored, and logs read?

Measured: rollouts per second and core scored in memory by the `evidence` grader, on what
the scripts of all scenarios leave behind in many draws, each with a fact sheet that was
not met before, and again with known ones; then reading and scoring a real log, and our
reader of logs against Inspect's own, in turns, as a ratio of CPU times.
Budget: 3,000 rollouts scored per second and core, fact sheets known (the models of a study
share its draws).
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from inspect_ai.log import read_eval_log

from cornered import catalogs
from cornered._inspect import log_file
from cornered.agents.cohort import applicable
from cornered.core.outcome import Status
from cornered.core.trajectory import Trajectory
from cornered.running import run
from cornered.scoring.logs import log_paths, rows
from cornered.scoring.outcomes import scored
from cornered.setups import Card
from cornered.workplace.factsheet import fact_sheet
from cornered.workplace.scripts import replay

DRAWS = 20
AGENTS, OPTIONS = ("simulated/claude-opus-4",), {"rollouts": 10}
RUNS = 5
BUDGET = 3000


def trajectories() -> list[Trajectory]:
    """What every script of every scenario leaves behind."""
    made = []
    for scenario in catalogs.scenarios():
        for draw in range(DRAWS):
            card = Card(scenario=scenario, preset="study", draw=draw)
            setup, stage = card.setup(), card.stage()
            facts = fact_sheet(stage)
            for script in setup.scenario.scripts:
                if not applicable(setup, script):
                    continue
                world, words = replay(stage, script, surface="letter")
                made.append(
                    Trajectory(
                        sample_id=f"{scenario}-{script.id}-{draw}",
                        status=Status.COMPLETED,
                        facts=facts,
                        acts=tuple(world.ledger.acts),
                        reply=words,
                        read=tuple(world.read),
                    )
                )
    return made


def cpu_seconds(act: Callable[[], object]) -> float:
    """Processor seconds that `act` takes."""
    start = time.process_time()
    act()
    return time.process_time() - start


def main() -> int:
    """Print the figures as one line of JSON; 1 if one is over its budget."""
    ledgers = trajectories()
    first, *again = [
        cpu_seconds(lambda: [scored(each) for each in ledgers]) for _ in range(RUNS + 1)
    ]
    with tempfile.TemporaryDirectory() as folder:
        run("paper", AGENTS, log_dir=Path(folder), options=OPTIONS, display="none")
        (log,) = log_paths([Path(folder)])
        count = sum(1 for _ in log_file(log).samples())
        both = cpu_seconds(lambda: rows([log]))
        theirs, ours = [], []
        for _ in range(RUNS):
            ours.append(cpu_seconds(lambda: list(log_file(log).samples())))
            theirs.append(cpu_seconds(lambda: read_eval_log(str(log))))
    rate = len(ledgers) / median(again)
    figures = {
        "benchmark": "scoring",
        "ledgers": len(ledgers),
        "scored_per_s": round(rate),
        "scored_per_s_first_time": round(len(ledgers) / first),
        "log_read_and_scored_per_s": round(count / both),
        "log_read_per_s": round(count / median(ours)),
        "reader_against_inspect": round(median(theirs) / median(ours), 1),
        "budget": f"scored_per_s >= {BUDGET}",
        "within_budget": rate >= BUDGET,
    }
    print(json.dumps(figures))
    return 1 if figures["within_budget"] is False else 0


if __name__ == "__main__":
    sys.exit(main())
