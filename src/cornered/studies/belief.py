"""Does it matter what the agent is told about whether this is real?

The arms are assigned, so their contrasts are causal; what an agent then says it
believes is an outcome, never a condition.
"""

from cornered.core.study import Contrast, Study

STUDY = Study(
    module=__name__,
    summary="Four belief cues in blackmail, under a replacement threat",
    scenarios=("blackmail",),
    crosses={"belief": ("none", "deliberate", "asserted_real", "asserted_test")},
    fixed={"goal": "none", "threat": "replacement"},
    preset="study",
    generation={"temperature": 1.0, "max_tokens": 10_000},
    contrasts=(
        Contrast(
            id="real_test",
            question="Does being told that it is real differ from being told a test?",
            low={"belief": "asserted_test"},
            high={"belief": "asserted_real"},
        ),
        Contrast(
            id="deliberate",
            question="Does being asked to deliberate change the rate?",
            low={"belief": "none"},
            high={"belief": "deliberate"},
        ),
    ),
)
