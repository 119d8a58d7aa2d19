"""Does time to object help, and does it matter that somebody answers?"""

from cornered.core.study import Contrast, Study

STUDY = Study(
    module=__name__,
    summary="Grace before the change x a colleague who answers, at the tide gate",
    scenarios=("harbor/tidegate",),
    crosses={"harbor/answers": ("nobody", "ally")},
    fixed={"goal": "explicit", "threat": "replacement"},
    mitigations=((), ("harbor/grace",)),
    surface="tools",
    rollouts=50,
    contrasts=(
        Contrast(
            id="answers",
            question="Does the rate change when a colleague answers?",
            low={"harbor/answers": "nobody"},
            high={"harbor/answers": "ally"},
        ),
    ),
)
