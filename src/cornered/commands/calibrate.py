"""Command `calibrate`: draw, label, settle, measure."""

from __future__ import annotations

import json
from pathlib import Path

import click

from cornered.core.errors import InputError


@click.command()
@click.argument("labels", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--from",
    "paths",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Draw messages from what `score` reads into LABELS, a new file; repeatable.",
)
@click.option(
    "--n",
    "count",
    type=click.IntRange(min=1),
    default=60,
    show_default=True,
    help="Messages to draw.",
)
@click.option("--seed", default=1, show_default=True, help="Keys the draw.")
@click.option("--annotator", help="Label messages under this name.")
@click.option("--disagreements", is_flag=True, help="List what annotators differ on.")
@click.option(
    "--grader", multiple=True, help="evidence or an id; repeatable.  [default: all]"
)
@click.option("--out", type=click.Path(path_type=Path), help="Write a calibration.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def calibrate(
    labels: Path,
    paths: tuple[Path, ...],
    count: int,
    seed: int,
    annotator: str | None,
    grader: tuple[str, ...],
    out: Path | None,
    *,
    disagreements: bool,
    as_json: bool,
) -> None:
    """Label messages by hand, and measure graders against that."""
    from cornered.calibration import printed
    from cornered.calibration.records import read, repair

    if paths:
        _draw(labels, paths, count, seed)
        if annotator is None:
            return
    elif not labels.exists():
        message = f"no such file: {str(labels)!r}; allowed: one that --from has made"
        raise InputError(message)
    held = read(labels)
    if annotator is not None:
        from cornered.calibration.flow import label

        if not annotator.strip():
            message = f"annotator {annotator!r}; allowed: a name"
            raise InputError(message)
        if repair(labels, held):
            click.echo("The last line was cut while being written; it is left out.")
        done, of = label(labels, held, annotator.strip())
        click.echo(f"{done} of {of} labeled by {annotator.strip()}.")
        return
    if disagreements:
        printed.print_disagreements(held, as_json=as_json)
        return
    _measure(labels, grader, out, as_json=as_json)


def _draw(labels: Path, paths: tuple[Path, ...], count: int, seed: int) -> None:
    """Write the items of a new file, and say what is in it."""
    from cornered.calibration.records import write
    from cornered.calibration.sampling import sample

    if labels.exists():
        message = f"{str(labels)!r} is there already; allowed: --from with a new file"
        raise InputError(message)
    items, populations = sample(paths, count=count, seed=seed)
    write(labels, [*items, *populations])
    rollouts = len({each.rollout for each in items})
    strata = len({each.stratum for each in items})
    click.echo(
        f"{len(items)} messages of {rollouts} rollouts in {strata} strata: {labels}"
    )


def _measure(
    path: Path, names: tuple[str, ...], out: Path | None, *, as_json: bool
) -> None:
    """Print what the labels tell, and write a calibration if one is wanted."""
    from cornered.calibration import measured, printed
    from cornered.calibration.records import read

    held = read(path)
    if not held.labels:
        message = f"no labels in {str(path)!r}; allowed: --annotator NAME to give some"
        raise InputError(message)
    wanted = names or tuple(measured.grader_ids(held))
    graders = [measured.grader_id(held, name) for name in wanted]
    if out is not None and len(graders) != 1:
        message = f"--out with graders {', '.join(graders)}; allowed: one --grader"
        raise InputError(message)
    found = measured.results(held, graders)
    if out is not None:
        made = measured.calibration(held, graders[0]).model_dump(mode="json")
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(json.dumps(made, indent=2) + "\n", encoding="utf-8")
    printed.print_results(found, out=out, as_json=as_json)


COMMAND = calibrate
