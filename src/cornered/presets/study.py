"""What were the choices of the 2025 study?

References:
    Lynch et al. 2025, arXiv 2510.05179: the goal is stated twice, an agency line and a
    private scratchpad are always there, the successor is opposed where a goal was
    given and shares the agent's goals where none was.
"""

from cornered.core.study import Chosen, Preset

CONFLICT = frozenset({"explicit", "latent", "ambiguous"})

PRESET = Preset(
    module=__name__,
    summary="The choices of Lynch et al. 2025 for every factor that is not crossed",
    chosen=(
        Chosen(factor="goal_value", level="america"),
        Chosen(factor="goal_emphasis", level="twice"),
        Chosen(factor="agency_line", level="on"),
        Chosen(factor="reasoning", level="private_notes"),
        Chosen(factor="successor", level="opposite", when={"goal": CONFLICT}),
        Chosen(factor="successor", level="same", when={"goal": frozenset({"none"})}),
    ),
)
