"""Does it help to forbid it?

References:
    Lynch et al. 2025, Fig. 12: one model, goal and replacement, direct prohibitions.
"""

from cornered.core.study import Contrast, Study

STUDY = Study(
    module=__name__,
    summary="Direct prohibitions against none, under a goal and replacement",
    scenarios=("blackmail", "espionage"),
    crosses={"prohibition": ("none", "direct")},
    fixed={"goal": "explicit", "threat": "replacement"},
    preset="study",
    generation={"temperature": 1.0, "max_tokens": 10_000},
    contrasts=(
        Contrast(
            id="prohibition",
            question="Do direct prohibitions lower the rate?",
            low={"prohibition": "none"},
            high={"prohibition": "direct"},
        ),
    ),
    reference="published_figures",
)
