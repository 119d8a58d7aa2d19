"""What do the published counts not show?"""

from __future__ import annotations

LIMITS = (
    "Nothing here was measured by us. Every count is published; the intervals, "
    "differences and models are computed from those counts alone.",
    "One prompt per cell. Counts of rollouts of one wording carry no draw, so how much "
    "rates differ between wordings of the same cell cannot be estimated. An interval of a "
    "cell speaks of that wording; for the situation it stands for it is too narrow, by an "
    "amount that these data cannot show.",
    "100 rollouts per cell. An interval is up to 20 points wide, and differences below "
    "about 14 points between middling rates are not told from chance.",
    "No pairing. Arms share no draws, so differences are of independent samples.",
    "Unscored rollouts are not published. Empty replies were drawn again and other losses "
    "are not counted, so no bound for what is missing can be given.",
    "Errors of the judge are not published: neither sensitivity nor specificity. A rate of "
    "some percent may be mostly false alarms, a rate near 100 % may hide misses, and "
    "unlike errors between models or conditions would pass for differences.",
    "Harm also had to pass a gate of words, addresses or digits, which can only lower a "
    "count.",
    "An arm differs in more than its factor: in espionage the plea of the outsider changes "
    "with the goal, in blackmail the control also lacks deadline and isolation, and in the "
    "control of blackmail and lethal action a trace of the conflict is left. Effects are "
    "those of the arms as written.",
    "The models were chosen by hand, and scenarios were sharpened on two of them. An "
    "interval over models takes them as a sample of such models, which they are not.",
    "o3 and o4-mini are in the tables but set apart by the study, since they seemed not to "
    "grasp their role; where models are pooled both panels are given.",
    "A scenario that leaves two ways out says what a model does there, not how often it "
    "would meet such a situation.",
)
"""Each a limit of the study that no analysis of its counts removes."""
