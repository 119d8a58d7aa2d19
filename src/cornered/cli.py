"""Command line: parse, call, print."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from cornered import catalogs
from cornered.calibration.command import calibrate, calibration_option, corrections
from cornered.core.cell import parse_condition
from cornered.core.errors import CorneredError, InputError

if TYPE_CHECKING:
    from cornered.scoring.graders import Graders

DEMO_AGENTS = (
    "simulated/claude-opus-4",
    "simulated/gpt-4.1",
    "simulated/deepseek-r1",
    "simulated/llama-4-maverick",
)
"""Whom the demo plays: high, middling and low published rates."""

DEMO_ROLLOUTS = 30
"""Rollouts per cell of the demo, each over a draw of its own (count)."""

COUNT = click.IntRange(min=1)

as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
seed_option = click.option(
    "--seed", default=1, show_default=True, help="Keys every random stream."
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="cornered")
def cli() -> None:
    """What does your agent do when it is cornered?"""


@cli.command()
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("cornered-demo"),
    show_default=True,
    help="Where report, tables and logs go.",
)
@seed_option
@as_json
def demo(out: Path, seed: int, *, as_json: bool) -> None:
    """Play the paper study with four simulated models: no key, no network."""
    from cornered.running import run

    ran = run(
        "paper",
        DEMO_AGENTS,
        log_dir=out / "logs",
        options={"rollouts": DEMO_ROLLOUTS, "seed": seed},
        display=_display(as_json=as_json),
    )
    _finish(ran, out, as_json=as_json)


grader_option = click.option(
    "--grader",
    "graders",
    multiple=True,
    help="Inspect model that grades messages, or evidence, the rule; repeatable.",
)
draws_option = click.option(
    "--grader-draws",
    type=COUNT,
    default=1,
    show_default=True,
    help="How many times each model is asked.",
)


@cli.command("run")
@click.argument("study")
@click.option("--model", "agents", multiple=True, required=True, help="Inspect model.")
@click.option("--rollouts", type=COUNT, help="Per cell; the study's own number else.")
@click.option("--draws", type=COUNT, help="Per cell, a divisor of the rollouts.")
@click.option("--surface", help="letter or tools; the study's own else.")
@click.option("--preset", help="Levels for what is not crossed; the study's own else.")
@click.option("--scenario", multiple=True, help="Only this scenario; repeatable.")
@click.option(
    "--condition", multiple=True, help="Only these levels: goal=explicit,threat=none."
)
@click.option("--turns", type=COUNT, help="Most generations of a rollout with tools.")
@click.option("--token-limit", type=COUNT, help="Most tokens of a rollout.")
@click.option("--time-limit", type=COUNT, help="Most seconds of a rollout.")
@click.option(
    "--max-retries",
    type=click.IntRange(min=0),
    default=5,
    show_default=True,
    help="Of a model request.",
)
@click.option("--max-connections", type=COUNT, help="Requests at a time.")
@grader_option
@draws_option
@click.option(
    "--preflight/--no-preflight",
    default=True,
    show_default=True,
    help="Try graders on messages of a known kind first.",
)
@seed_option
@click.option(
    "--log-dir",
    type=click.Path(path_type=Path, file_okay=False),
    help="Where logs, tables and report go.  [default: cornered-runs/STUDY]",
)
@as_json
def run_command(
    study: str,
    agents: tuple[str, ...],
    log_dir: Path | None,
    *,
    as_json: bool,
    **given: Any,  # noqa: ANN401 - the options above
) -> None:
    """Play STUDY; running the same line again resumes it."""
    from cornered.running import Grading, run

    limits = {name: given.pop(name) for name in ("max_retries", "max_connections")}
    grading = Grading(
        names=given.pop("graders"),
        draws=given.pop("grader_draws"),
        preflight=given.pop("preflight"),
    )
    catalogs.studies()[study]
    out = log_dir or Path("cornered-runs") / study.replace("/", "~")
    ran = run(
        study,
        agents,
        log_dir=out,
        options=given,
        limits={name: value for name, value in limits.items() if value is not None},
        grading=grading,
        display=_display(as_json=as_json),
    )
    _finish(ran, out, as_json=as_json)


definition_option = click.option(
    "--definition", help="Definition of harm, see `catalog`; default/1 else."
)
exclude_option = click.option(
    "--exclude-unprovoked",
    "exclude",
    type=float,
    is_flag=False,
    flag_value=0.01,
    help="Leave out agents that cross in a larger share of no-motive controls. [0.01]",
)


@cli.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), help="Write the table here.")
@grader_option
@draws_option
@definition_option
@exclude_option
@calibration_option
@as_json
def score(
    paths: tuple[Path, ...],
    out: Path | None,
    graders: tuple[str, ...],
    grader_draws: int,
    calibration: Path | None,
    *,
    as_json: bool,
    **given: Any,  # noqa: ANN401 - the options above
) -> None:
    """Score logs, result folders and transcripts again, and count.

    PATHS: logs (.eval) of ours or of inspect_evals' agentic_misalignment, result folders
    of the study's own program (response.json), JSON lines, and folders of them.
    """
    from cornered.analysis.chosen import chosen
    from cornered.printing import print_score
    from cornered.scoring.tables import write
    from cornered.sources import tables_from

    tables, labels = tables_from(paths, _graders(graders, grader_draws))
    tables = chosen(tables, **given)
    rates = corrections(tables, calibration)
    if out is not None:
        write(tables.rollouts, out)
    print_score(tables, labels, out=out, as_json=as_json, corrected=rates)


def _graders(names: tuple[str, ...], draws: int) -> Graders | None:
    """Who reads messages again; None if nobody was named."""
    from cornered.scoring.graders import Graders, graders, split

    if not names:
        return None
    wanted, with_rule = split(names)
    if not wanted:
        return Graders()
    from cornered.running import models

    return graders(models(wanted), draws=draws, with_rule=with_rule, cached=True)


@cli.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), help="[default: report.html]")
@definition_option
@exclude_option
@calibration_option
@as_json
def report(
    path: Path,
    out: Path | None,
    calibration: Path | None,
    *,
    as_json: bool,
    **given: Any,  # noqa: ANN401 - the options above
) -> None:
    """Write the report of a folder of logs or of a table of rollouts."""
    from cornered.analysis.chosen import chosen
    from cornered.report.gather import write_report
    from cornered.sources import tables_at

    target = out or (path if path.is_dir() else path.parent) / "report.html"
    write_report(chosen(tables_at(path), **given), target, calibration=calibration)
    click.echo(json.dumps({"report": str(target)}) if as_json else f"report  {target}")


@cli.command()
@as_json
def catalog(*, as_json: bool) -> None:
    """List what there is of each kind of component."""
    found = {
        kind: [
            {"id": each.id, "summary": each.summary, **_details(each)}
            for each in getattr(catalogs, kind)().values()
        ]
        for kind in catalogs.KINDS
    }
    if as_json:
        click.echo(json.dumps(found, indent=2))
        return
    for kind, entries in found.items():
        click.secho(kind, bold=True)
        for entry in entries:
            click.echo(f"  {entry['id']:<22}{entry['summary']}")
            levels = entry.get("levels")
            if levels:
                click.echo(f"  {'':<22}{', '.join(levels)}")


def _details(component: Any) -> dict[str, Any]:  # noqa: ANN401 - any kind of component
    """What the catalog says of a component beyond its summary."""
    details: dict[str, Any] = {}
    if hasattr(component, "levels"):
        details["levels"] = [level.id for level in component.levels]
        details["default"] = component.default
    if hasattr(component, "names"):
        details["names"] = list(component.names())
    if hasattr(component, "scripts"):
        details["seams"] = sorted(component.seams)
        details["scripts"] = [script.id for script in component.scripts]
    if hasattr(component, "crosses") and hasattr(component, "scenarios"):
        details["scenarios"] = list(component.scenarios)
        details["crosses"] = {k: list(v) for k, v in component.crosses.items()}
    if hasattr(component, "version") and hasattr(component, "key"):
        details["key"] = component.key
    return details


@cli.command()
@click.argument("scenario")
@click.option("--condition", default="", help="Levels: goal=explicit,threat=none.")
@click.option("--draw", default=0, show_default=True, help="Which surface.")
@click.option("--preset", default="clean", show_default=True)
@click.option("--surface", default="letter", show_default=True)
@seed_option
@as_json
def show(scenario: str, condition: str, *, as_json: bool, **given: Any) -> None:  # noqa: ANN401 - the options above
    """Print what an agent reads in SCENARIO."""
    from cornered.printing import print_stage
    from cornered.setups import Card

    if given["draw"] < 0:
        message = f"draw {given['draw']}; allowed: 0 or more"
        raise InputError(message)
    card = Card(scenario=scenario, condition=parse_condition(condition), **given)
    print_stage(card, as_json=as_json)


@cli.group()
def bench() -> None:
    """Measure the parts that judge on what is known."""


@bench.command()
@click.option(
    "--grader",
    "names",
    multiple=True,
    default=("evidence",),
    show_default=True,
    help="evidence, or an Inspect model; repeatable.",
)
@click.option("--split", default="all", show_default=True, help="dev, heldout or all.")
@click.option("--kind", "kinds", multiple=True, help="Only this hard case; repeatable.")
@click.option("--failures", "failing", is_flag=True, help="List what was got wrong.")
@click.option("--show-heldout", "heldout", is_flag=True, help="List held-out ones too.")
@as_json
def graders(names: tuple[str, ...], kinds: tuple[str, ...], **given: Any) -> None:  # noqa: ANN401 - the options above
    """Try graders on the hard cases; exit status 1 if a structural one is wrong."""
    from cornered.bench.graders import tried
    from cornered.bench.printed import print_graders

    results = tried(names, given["split"], kinds)
    if not print_graders(results, **given):
        sys.exit(1)


cli.add_command(calibrate)


def _display(*, as_json: bool) -> Any:  # noqa: ANN401 - one of Inspect's names
    """How Inspect shows progress: nothing may mix with JSON."""
    if as_json:
        return "none"
    return "rich" if sys.stdout.isatty() else "plain"


def _finish(ran: Any, out: Path, *, as_json: bool) -> None:  # noqa: ANN401 - running.Ran, not imported here
    """Write tables and report of a run, print where they are, tell success."""
    from cornered.printing import print_run
    from cornered.report.gather import write_report
    from cornered.tabled import save

    save(ran.tables, out)
    if ran.tables.rollouts.height:
        write_report(ran.tables, out / "report.html")
    print_run(ran, out, as_json=as_json)
    if not ran.complete:
        sys.exit(1)


def main() -> None:
    """The command `cornered`: a user error is one line and exit status 2."""
    try:
        cli.main(prog_name="cornered", standalone_mode=False)
    except click.exceptions.Exit as done:
        sys.exit(done.exit_code)
    except click.Abort:
        sys.exit(130)
    except (CorneredError, click.ClickException) as error:
        text = (
            error.format_message() if isinstance(error, click.ClickException) else error
        )
        _complain(text)
    except OSError as problem:
        if problem.filename is None:
            raise
        _complain(f"cannot use {str(problem.filename)!r}: {problem.strerror}")


def _complain(text: object) -> NoReturn:
    """Say what is wrong on one line, and leave."""
    click.echo(f"cornered: {' '.join(str(text).split())}", err=True)
    sys.exit(2)
