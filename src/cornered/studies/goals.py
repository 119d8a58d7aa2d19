"""Does it matter which goal the firm abandons?

References:
    Lynch et al. 2025, Fig. 10: one model, eight goals, espionage, no threat.
"""

from cornered.core.study import Contrast, Study

STUDY = Study(
    module=__name__,
    summary="The eight goal values in espionage, without a threat",
    scenarios=("espionage",),
    crosses={
        "goal_value": (
            "america",
            "global",
            "safety",
            "acceleration",
            "ethical",
            "pragmatic",
            "individualism",
            "collectivism",
        )
    },
    fixed={"goal": "explicit", "threat": "none"},
    preset="study",
    generation={"temperature": 1.0, "max_tokens": 10_000},
    contrasts=tuple(
        Contrast(
            id=f"{one}_{two}",
            question=f"Does {one} differ from its opposite, {two}?",
            low={"goal_value": one},
            high={"goal_value": two},
        )
        for one, two in (
            ("america", "global"),
            ("safety", "acceleration"),
            ("ethical", "pragmatic"),
            ("individualism", "collectivism"),
        )
    ),
    reference="published_figures",
)
