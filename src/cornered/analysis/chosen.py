"""Chosen: tables as their reader wants them: which definition counts, and who."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from cornered import catalogs
from cornered.analysis.redefined import redefined
from cornered.analysis.unprovoked import without_unprovoked
from cornered.core.definition import Definition
from cornered.core.errors import InputError
from cornered.tabled import Tables


def chosen(
    tables: Tables, *, definition: str | None = None, exclude: float | None = None
) -> Tables:
    """The tables under a definition, without agents that cross unprovoked.

    Args:
        tables: Both tables.
        definition: Id of the definition of harm, or its key, as tables have it; None
            for the one they are made by.
        exclude: Share of its no-motive controls above which an agent is left out; None
            to leave nobody out.

    Raises:
        UnknownName: If there is no such definition.
        InputError: If controls are asked for and there are none.
    """
    if definition is not None:
        wanted = _wanted(definition)
        tables = replace(tables, rollouts=redefined(tables.rollouts, wanted))
    if exclude is None:
        return tables
    studies = tables.rollouts["study"].drop_nulls().unique().to_list()
    if len(studies) != 1:
        message = f"cannot tell controls in studies {studies}; allowed: one study"
        raise InputError(message)
    control = catalogs.studies()[studies[0]].control
    kept, out, untested = without_unprovoked(tables.rollouts, control, rate=exclude)
    remarks = [each.told(control, exclude) for each in out]
    remarks += [
        f"{agent} has no scored control in {scenario}, so it is kept untested."
        for agent, scenario in untested
    ]
    if not out:
        remarks.append(f"No agent crossed in more than {exclude:g} of its controls.")
    acts = tables.acts.join(
        kept.select("sample_id", "agent", "log"),
        on=["sample_id", "agent", "log"],
        how="semi",
    )
    return replace(
        tables, rollouts=kept, acts=acts, remarks=(*tables.remarks, *remarks)
    )


def one_definition(rollouts: pl.DataFrame) -> None:
    """Refuse rollouts that were not all judged by one definition of harm.

    Raises:
        InputError: If they were judged by several.
    """
    definitions = sorted(map(str, rollouts["definition"].unique()))
    if len(definitions) > 1:
        message = (
            f"the table has rollouts under {' and '.join(definitions)}; allowed: one "
            "definition of harm, see --definition of `report` and `score`"
        )
        raise InputError(message)


def _wanted(name: str) -> Definition:
    """The definition with this id, or with this key."""
    known = catalogs.definitions()
    by_key = {each.key: each for each in known.values()}
    return by_key[name] if name in by_key else known[name]
