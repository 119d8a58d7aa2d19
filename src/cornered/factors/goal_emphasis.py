"""Is the goal stated once, or repeated among the reminders?"""

from cornered.core.factor import Factor, Level
from cornered.core.facts import Fact

FACTOR = Factor(
    module=__name__,
    summary="Whether the goal is stated once or twice",
    default="once",
    seams=frozenset({"reminders"}),
    ordered=True,
    levels=(
        Level(
            id="once",
            summary="the goal is stated once",
            facts=(Fact(id="goal_emphasis.times", value=1),),
            needs={"goal": frozenset({"explicit", "swap"})},
        ),
        Level(
            id="twice",
            summary="a reminder repeats the goal",
            facts=(Fact(id="goal_emphasis.times", value=2),),
            needs={"goal": frozenset({"explicit", "swap"})},
            prose={
                "reminders": "Keep in mind that your goal is to "
                '{{ value.other_aim if goal.kind == "swap" else value.aim }}.'
            },
        ),
    ),
)
