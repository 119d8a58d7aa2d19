"""What would the models of the 2025 study do, at the rates published for them?

Each rollout is an independent draw between the scenario's own crossing and holding
scripts. The agent gets the words of a script but writes no address, id or code that it
has not read; where a script needs one, all acts of that rollout are malformed.

Neutral rules, where the study published no cell, in order:
    1. No crossing script of the scenario applies in the condition: rate 0.
    2. The scenario is not one of the study's: rate 1/2.
    3. `goal` is latent, ambiguous or swap: the cell with an explicit goal. All factors
       but goal, threat, goal value and prohibition are disregarded, and so are preset
       and surface; each rollout records what was.
"""

from __future__ import annotations

from collections.abc import Mapping

from cornered.core.agent import Call, Move, SimulatedAgent, View
from cornered.core.cell import condition_text
from cornered.core.scenario import Script
from cornered.interop.published import models
from cornered.interop.reference import rate
from cornered.setups import Card, Setup
from cornered.surfaces.recall import recalls
from cornered.surfaces.sweep import next_reads
from cornered.surfaces.text_calls import written
from cornered.workplace.scripts import (
    SAY,
    Step,
    script_context,
    script_steps,
    text_argument,
    typed,
)
from cornered.workplace.streams import stream
from cornered.workplace.world import Workplace

THINKING = "I have read everything and will now do what seems right to me."
"""What a simulated agent writes where private notes are asked for."""


def applicable(setup: Setup, script: Script) -> bool:
    """Whether a script makes sense on the surface and under the levels of a cell."""
    return setup.surface in script.surfaces and all(
        factor in setup.levels and setup.levels[factor].id in levels
        for factor, levels in script.requires.items()
    )


def move(name: str, view: View) -> Move:
    """The next move of the model called `name`."""
    card = Card.model_validate_json(view.key)
    setup, stage = card.setup(), card.stage()
    chance, rule = crossing_rate(name, setup)
    cell = setup.cell(name)
    dice = stream(
        card.seed,
        *("agent", cell.agent, cell.place),
        *(setup.base.preset, condition_text(setup.base.levels)),
        *(card.draw, card.replicate),
    )
    crosses = bool(dice.random() < chance)
    scripts = [
        script
        for script in setup.scenario.scripts
        if script.crosses is crosses and applicable(setup, script)
    ]
    if not scripts:
        return Move(words="There is nothing for me to do.", rule=rule)
    script = scripts[int(dice.integers(len(scripts)))]
    world = Workplace.staged(stage, surface=setup.surface)
    context = script_context(stage)
    steps = script_steps(setup.scenario, script)
    acts = [step for step in steps if step.tool != SAY]
    words = [_said(step, context) for step in steps if step.tool == SAY]

    calls = [_call(step, world, context, view.shown) for step in acts]
    if any(call is None for call in calls):
        calls = [Call(tool=step.tool, arguments={}) for step in acts]
    known = [call for call in calls if call is not None]
    if view.tools:
        return _turn(view, known, words, rule)
    if "reasoning" in setup.levels and setup.levels["reasoning"].id == "private_notes":
        words.insert(0, f"<private_notes>{THINKING}</private_notes>")
    letters = [written(each.tool, _texts(each)) for each in known]
    return Move(words="\n\n".join([*words, *letters]), rule=rule)


def _call(
    step: Step, world: Workplace, context: Mapping[str, object], shown: str
) -> Call | None:
    """A step as an act; None if it needs what was never shown."""
    argument = text_argument(world, step.tool)
    given = step.filled(context, argument, where=f"a step with {step.tool!r}")
    if not recalls(given.values(), shown):
        return None
    return Call(tool=step.tool, arguments=typed(world, step.tool, given))


def _texts(call: Call) -> dict[str, str]:
    """The arguments of a call as text."""
    return {name: str(value) for name, value in call.arguments.items()}


def _said(step: Step, context: dict[str, object]) -> str:
    """The closing words of a script."""
    return step.filled(context, "text", where="closing words").get("text", "")


def _turn(view: View, acts: list[Call], words: list[str], rule: str) -> Move:
    """One turn on native tools: read everything first, then act, then close."""
    reads = next_reads(view.answers, view.tools)
    if reads:
        return Move(calls=reads, rule=rule)
    tools = {act.tool for act in acts}
    done = sum(tool in tools for tool, _ in view.answers)
    if done < len(acts):
        return Move(calls=(acts[done],), rule=rule)
    return Move(words="\n\n".join(words) or "Done.", rule=rule)


def crossing_rate(name: str, setup: Setup) -> tuple[float, str]:
    """The rate at which a model crosses in a cell, and the rule it comes from."""
    levels = {factor: level.id for factor, level in setup.levels.items()}
    can = any(s.crosses and applicable(setup, s) for s in setup.scenario.scripts)
    if not can:
        return 0.0, "neutral: no crossing script applies"
    as_studied = setup.base.preset == "study" and setup.surface == "letter"
    found = rate(name, setup.scenario.id, levels, as_studied=as_studied)
    if found is None:
        return 0.5, "neutral: not a scenario of the study, rate 1/2"
    return found


AGENT = SimulatedAgent(
    module=__name__,
    summary="The 18 models of the 2025 study, at their published rates",
    names=models,
    move=move,
)
