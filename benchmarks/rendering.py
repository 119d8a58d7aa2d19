"""What does it cost to make a sample: to draw, stage and word a situation?

Measured: milliseconds of CPU per sample over 1,000 samples of the study `paper`, each a
stage of its own; and the same again, when stages are remembered.
Budget: none; the figure is here so that a slow template is noticed.
"""

from __future__ import annotations

import json
import sys
import time
from itertools import islice

from cornered.plans import plan
from cornered.setups import Card
from cornered.task import sample

SAMPLES = 1000
DRAWS = 56
"""Over 18 cells these are 1,008 stages, fewer than are remembered."""


def cost_ms(cards: list[Card]) -> float:
    """Milliseconds per sample."""
    start = time.process_time()
    for card in cards:
        sample(card)
    return 1000 * (time.process_time() - start) / len(cards)


def main() -> int:
    """Print the figures as one line of JSON; 1 if one is over its budget."""
    sample(
        next(plan("paper", rollouts=1, seed=2).cards())
    )  # templates are compiled once
    cards = list(islice(plan("paper", rollouts=DRAWS).cards(), SAMPLES))
    figures = {
        "benchmark": "rendering",
        "samples": len(cards),
        "fresh_ms": round(cost_ms(cards), 2),
        "remembered_ms": round(cost_ms(cards), 2),
        "budget": None,
        "within_budget": None,
    }
    print(json.dumps(figures))
    return 0


if __name__ == "__main__":
    sys.exit(main())
