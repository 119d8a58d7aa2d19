"""What are the choices that leave each factor's effect to itself?"""

from cornered.core.study import Preset

PRESET = Preset(
    module=__name__,
    summary="Every factor that is not crossed stays at its neutral default",
)
