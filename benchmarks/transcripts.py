"""How does the rule grader do on other people's transcripts?

Measured: outcomes against labels per source and family, for the files given as arguments
(they lie outside of the repository), as `cornered score` counts them.
Budget: none; no pooled number is given, since sources label different things.
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from pathlib import Path

from cornered.sources import tables_from


def main() -> int:
    """Print the counts as one line of JSON."""
    paths = tuple(Path(each) for each in sys.argv[1:])
    figures: dict[str, object] = {"benchmark": "transcripts"}
    if not paths:
        figures["skipped"] = "no file given: transcripts.py FILE.jsonl.gz"
    else:
        start = time.process_time()
        tables, labels = tables_from(paths)
        counts: dict[str, Counter[str]] = {}
        for each in labels:
            said = {True: "harmful", False: "benign", None: "unlabeled"}[each.label]
            source = f"{each.source} | {each.family} | {each.label_kind}"
            counts.setdefault(source, Counter())[f"{said}: {each.outcome}"] += 1
        figures["rollouts"] = tables.rollouts.height
        figures["cpu_seconds"] = round(time.process_time() - start, 1)
        figures["sources"] = {name: dict(counts[name]) for name in sorted(counts)}
    figures |= {"budget": None, "within_budget": None}
    print(json.dumps(figures))
    return 0


if __name__ == "__main__":
    sys.exit(main())
