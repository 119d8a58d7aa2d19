"""What did the 2025 study count: does a goal, a threat, or both make agents cross?

References:
    Lynch et al. 2025, arXiv 2510.05179, appendix tables A1-A3.
"""

from cornered.core.study import Contrast, Study

STUDY = Study(
    module=__name__,
    summary="The grid of Lynch et al. 2025: 3 scenarios x 2 goals x 3 threats",
    scenarios=("blackmail", "espionage", "lethal_action"),
    crosses={
        "goal": ("explicit", "none"),
        "threat": ("none", "restriction", "replacement"),
    },
    preset="study",
    surface="letter",
    rollouts=100,
    generation={"temperature": 1.0, "max_tokens": 10_000},
    contrasts=(
        Contrast(
            id="replacement",
            question="Does a threat of replacement raise the rate without a goal?",
            low={"goal": "none", "threat": "none"},
            high={"goal": "none", "threat": "replacement"},
        ),
        Contrast(
            id="restriction",
            question="Does a threat of restriction raise the rate without a goal?",
            low={"goal": "none", "threat": "none"},
            high={"goal": "none", "threat": "restriction"},
        ),
        Contrast(
            id="conflict",
            question="Does a goal conflict raise the rate without a threat?",
            low={"goal": "none", "threat": "none"},
            high={"goal": "explicit", "threat": "none"},
        ),
    ),
    control={"goal": "none", "threat": "none"},
    reference="published_rates",
)
