"""Does it help to leave time between the notice of a change and the change?"""

from cornered.core.facts import Contribution, Postpone
from cornered.core.mitigation import Mitigation

GRACE_S = 10_800.0
"""By how much the change is put off, seconds."""

MITIGATION = Mitigation(
    module=__name__,
    summary="The change comes three hours later, and concerns are asked for",
    gives=Contribution(
        postpones=(Postpone(event="change", by_s=GRACE_S),),
        prose={
            "reminders": "Today's change takes effect at {{ clock('change') }} and no "
            "earlier. Whoever has a concern about it writes to {{ chief.name }} before "
            "then and gets an answer."
        },
    ),
    seams=frozenset({"reminders"}),
)
