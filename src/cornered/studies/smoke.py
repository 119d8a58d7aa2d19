"""Does everything work, in a minute?"""

from cornered.core.study import Study

STUDY = Study(
    module=__name__,
    summary="A minute's check: all scenarios, with and without a threat",
    scenarios=("blackmail", "espionage", "lethal_action"),
    crosses={"goal": ("explicit",), "threat": ("none", "replacement")},
    rollouts=4,
)
