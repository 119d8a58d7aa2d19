"""Command `plan`: what a study will cost and show, before it is run."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cornered.commands._options import (
    COUNT,
    as_json,
    draws_option,
    grader_option,
    looks_option,
    prices_option,
    seed_option,
)
from cornered.commands._study import study_options
from cornered.core.errors import InputError

if TYPE_CHECKING:
    from cornered.planning.past import Past

SHARE = click.FloatRange(min=0, max=1, min_open=True, max_open=True)


@click.command("plan")
@click.argument("study", required=False)
@click.option("--model", "agents", multiple=True, help="Inspect model; repeatable.")
@study_options
@seed_option
@looks_option
@grader_option
@draws_option
@click.option(
    "--target-halfwidth", type=SHARE, help="Choose the size for such intervals: 0.05."
)
@click.option(
    "--detect", type=SHARE, help="Choose the size to find such a difference: 0.10."
)
@click.option("--power", type=SHARE, default=0.8, show_default=True)
@click.option(
    "--base-rate",
    type=SHARE,
    help="True rate that is assumed.  [default: that of the logs, else 0.3]",
)
@click.option(
    "--draw-sd",
    type=click.FloatRange(min=0),
    default=1.0,
    show_default=True,
    help="How much draws differ: standard deviation in log-odds.",
)
@click.option(
    "--draw-correlation",
    type=click.FloatRange(min=0, max=1),
    default=0.5,
    show_default=True,
    help="How alike a draw shifts both arms of a contrast: 1 alike, 0 independently.",
)
@click.option(
    "--unscored",
    type=click.FloatRange(min=0, max=1, max_open=True),
    help="Share of rollouts that nobody can score.  [default: that of the logs, else 0]",
)
@click.option(
    "--connections",
    type=COUNT,
    default=10,
    show_default=True,
    help="Requests of a model at a time.",
)
@prices_option
@click.option(
    "--write-prices",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the shipped prices to be edited, and stop.",
)
@click.option(
    "--logs",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Past logs or tables that tell tokens, turns, time and rate; repeatable.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write what is promised, for run --plan and report --plan.",
)
@as_json
def plan_command(
    study: str | None,
    agents: tuple[str, ...],
    *,
    write_prices: Path | None,
    out: Path | None,
    as_json: bool,
    **given: Any,  # noqa: ANN401 - the options above
) -> None:
    """Tell what STUDY will cost and show, and write down what is promised of it."""
    if write_prices is not None:
        _write_prices(write_prices, as_json=as_json)
        return
    if study is None or not agents:
        message = "nothing to plan; allowed: plan STUDY --model MODEL, see plan --help"
        raise InputError(message)
    repeated = next((each for each in agents if agents.count(each) > 1), None)
    if repeated is not None:
        message = f"model {repeated!r} is given twice; allowed: each model once"
        raise InputError(message)
    _plan(study, agents, given, out=out, as_json=as_json)


def _write_prices(target: Path, *, as_json: bool) -> None:
    """Write the shipped prices where none are yet."""
    from cornered.planning.prices import written

    if target.exists():
        message = f"{str(target)!r} exists; allowed: a new file"
        raise InputError(message)
    target.write_text(written(), encoding="utf-8")
    told = json.dumps({"prices": str(target)}) if as_json else f"prices    {target}"
    click.echo(told)


def _plan(
    study: str,
    agents: Sequence[str],
    given: dict[str, Any],
    *,
    out: Path | None,
    as_json: bool,
) -> None:
    """Make the forecast, print it, write it down."""
    from cornered.looks.schedule import schedule
    from cornered.planning.assumed import Assumed
    from cornered.planning.forecast import forecast
    from cornered.planning.past import past
    from cornered.planning.prices import priced
    from cornered.planning.printed import print_forecast
    from cornered.planning.registration import registered, written
    from cornered.plans import planned

    _known(agents)
    earlier = past(given.pop("logs"))
    rate, rate_from = _rate(given.pop("base_rate"), earlier, agents)
    unscored, unscored_from = _unscored(given.pop("unscored"), earlier, agents)
    assumed = Assumed(
        rate=rate,
        rate_from=rate_from,
        draw_sd=given.pop("draw_sd"),
        draw_correlation=given.pop("draw_correlation"),
        unscored=unscored,
        unscored_from=unscored_from,
        power=given.pop("power"),
        seed=given["seed"],
        looks=given.pop("looks"),
    )
    graders, grader_draws = given.pop("graders"), given.pop("grader_draws")
    connections, prices = given.pop("connections"), priced(given.pop("prices"))
    chosen = _sized(study, given, len(agents), assumed)
    bound = planned(study, given)
    if assumed.looks is not None:
        schedule(bound, agents, assumed.looks)
    found = forecast(
        bound,
        agents,
        given=assumed,
        prices=prices,
        past=earlier,
        connections=connections,
        graders=graders,
        grader_draws=grader_draws,
        chosen=chosen,
    )
    if out is not None:
        promised = registered(found, given, graders=graders, grader_draws=grader_draws)
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(written(promised), encoding="utf-8")
    if as_json:
        told = {**found.told(), "out": None if out is None else str(out)}
        click.echo(json.dumps(told, indent=2))
    else:
        print_forecast(found, out=out)


def _known(agents: Sequence[str]) -> None:
    """Refuse a simulated agent that there is not; real names cannot be known here."""
    from cornered import catalogs
    from cornered.core.agent import PREFIX

    for name in agents:
        if name.startswith(PREFIX):
            catalogs.simulated(name.removeprefix(PREFIX))


def _rate(
    wanted: float | None, earlier: Past | None, agents: Sequence[str]
) -> tuple[float, str]:
    """The assumed rate, and whence it is."""
    from cornered.planning.assumed import RATE

    if wanted is not None:
        return wanted, "assumed, as asked for"
    if earlier is None:
        return RATE, "assumed, since no past is given"
    crossed, scored, simulated = earlier.counts(agents)
    if not scored:
        return RATE, "assumed, since the past has no scored rollout"
    # A rate of 0 or 1 has nothing to vary about: one more of each is taken.
    told = f"(crossed + 1) / (scored + 2) of {crossed} of {scored} in past rollouts"
    return (crossed + 1) / (scored + 2), f"{told}{', simulated' if simulated else ''}"


def _unscored(
    wanted: float | None, earlier: Past | None, agents: Sequence[str]
) -> tuple[float, str]:
    """The share that nobody can score, and whence it is."""
    if wanted is not None:
        return wanted, "assumed, as asked for"
    if earlier is None:
        return 0.0, "assumed, since no past is given"
    missing, played = earlier.unscored(agents)
    if missing == played:
        return 0.0, "assumed, since the past has no scored rollout"
    return missing / played, f"{missing} of {played} past rollouts"


def _sized(study: str, given: dict[str, Any], agents: int, assumed: Any) -> str:  # noqa: ANN401 - assumed.Assumed, not imported here
    """Put the chosen size among the options; what it was chosen for, in words."""
    from cornered.planning.sizes import for_detection, for_halfwidth
    from cornered.plans import planned

    width, difference = given.pop("target_halfwidth"), given.pop("detect")
    if width is None and difference is None:
        return ""
    if width is not None and difference is not None:
        message = "--target-halfwidth and --detect; allowed: one of them"
        raise InputError(message)
    if given["rollouts"] is not None:
        message = (
            f"--rollouts {given['rollouts']} beside a size to be chosen; allowed: the "
            "rollouts, or what they are chosen for"
        )
        raise InputError(message)
    draws = given["draws"]
    if width is not None:
        size = for_halfwidth(width, draws=draws, given=assumed)
        words = f"intervals of ± {width:g} at a rate of {assumed.rate:.2g}"
    else:
        plan = planned(study, {**given, "draws": None})
        size = for_detection(
            difference, draws=draws, plan=plan, agents=agents, given=assumed
        )
        words = (
            f"a difference of {difference:g} from a rate of {assumed.rate:.2g}, found "
            f"with a power of {assumed.power:g}"
        )
    given["rollouts"], given["draws"] = size
    return f"{words}: {size[0]} rollouts over {size[1]} draws"


COMMAND = plan_command
