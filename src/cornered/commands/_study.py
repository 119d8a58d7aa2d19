"""Options that bind a study: the same for `run` and for the plan of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
from click.core import ParameterSource

from cornered.commands._options import COUNT
from cornered.core.errors import InputError

if TYPE_CHECKING:
    from cornered.planning.promise import Promise

F = TypeVar("F", bound=Callable[..., object])

BINDING: Sequence[Callable[[F], F]] = (
    click.option(
        "--rollouts", type=COUNT, help="Per cell; the study's own number else."
    ),
    click.option("--draws", type=COUNT, help="Per cell, a divisor of the rollouts."),
    click.option("--surface", help="letter or tools; the study's own else."),
    click.option(
        "--preset", help="Levels for what is not crossed; the study's own else."
    ),
    click.option("--scenario", multiple=True, help="Only this scenario; repeatable."),
    click.option(
        "--condition",
        multiple=True,
        help="Only these levels: goal=explicit,threat=none.",
    ),
    click.option(
        "--turns", type=COUNT, help="Most generations of a rollout with tools."
    ),
    click.option("--token-limit", type=COUNT, help="Most tokens of a rollout."),
    click.option("--time-limit", type=COUNT, help="Most seconds of a rollout."),
)


def study_options(command: F) -> F:
    """Give a command the options that bind a study."""
    return reduce(lambda made, option: option(made), reversed(BINDING), command)


def bound(
    path: Path | None, given: dict[str, Any]
) -> tuple[Promise | None, dict[str, Any]]:
    """The plan at `path`, and the options of `run` with those that it promises.

    Args:
        path: What `plan --out` wrote; None if nothing was promised.
        given: Options of the command that is being run, by their names.

    Raises:
        InputError: If there is no plan and no study or model, or if the plan cannot be
            used or something typed beside it contradicts it.
    """
    if path is None:
        for name, shown in (("study", "STUDY"), ("agents", "--model")):
            if not given[name]:
                message = f"{shown} is missing; allowed: STUDY and --model, or --plan"
                raise InputError(message)
        return None, given
    from cornered.planning.promise import playable, read
    from cornered.planning.promised_options import agreed

    context = click.get_current_context()
    typed = {
        name: value
        for name, value in given.items()
        if context.get_parameter_source(name) is ParameterSource.COMMANDLINE
    }
    promise = read(path)
    promised = agreed(promise, typed)
    playable(promise)
    return promise, {**given, **promised}
