"""What the commands that play a study have in common."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cornered.feed import Watch


def watched(*, as_json: bool) -> Watch:
    """What shows a run while it goes on."""
    from cornered.watching import watched

    return watched(as_json=as_json)


def finish(ran: Any, out: Path, *, as_json: bool) -> None:  # noqa: ANN401 - running.Ran, not imported here
    """Write tables and report of a run, print where they are, tell success."""
    from cornered.printing import print_run
    from cornered.report.gather import write_report
    from cornered.tabled import save

    save(ran.tables, out)
    if ran.tables.rollouts.height:
        write_report(ran.tables, out / "report.html")
    print_run(ran, out, as_json=as_json)
    if not ran.complete:
        sys.exit(1)
