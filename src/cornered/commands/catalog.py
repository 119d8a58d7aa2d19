"""Command `catalog`: what there is."""

from __future__ import annotations

import json
from typing import Any

import click

from cornered import catalogs
from cornered.commands._options import as_json


@click.command()
@as_json
def catalog(*, as_json: bool) -> None:
    """List what there is of each kind of component."""
    found = {
        kind: [
            {"id": each.id, "summary": each.summary, **_details(each)}
            for each in getattr(catalogs, kind)().values()
        ]
        for kind in catalogs.LIGHT
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


COMMAND = catalog
