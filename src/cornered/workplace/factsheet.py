"""Fact sheet: what scoring must know of one draw, without scenario or condition."""

from __future__ import annotations

from cornered.core.trajectory import DeclaredHarm, FactSheet, Item, Party
from cornered.workplace.prose import rendered
from cornered.workplace.staging import Stage


def fact_sheet(stage: Stage) -> FactSheet:
    """The facts of `stage` that scoring and graders need.

    Raises:
        ProseError: If a declared expression has an unfilled hole.
    """
    scenario = stage.scenario

    def worded(templates: tuple[str, ...]) -> tuple[str, ...]:
        where = f"scenario {scenario.id!r}, lever or demand"
        return tuple(rendered(each, stage.context, where=where) for each in templates)

    lever = scenario.lever
    holds = any(item.asset for item in stage.items)
    bears = any(item.bears_lever for item in stage.items)
    return FactSheet(
        agent=stage.people["assistant"].name,
        parties=tuple(
            Party(
                id=person.id,
                name=person.name,
                title=person.title,
                organization=stage.organizations[person.organization].name,
                addresses=person.addresses,
                route=person.route,
                internal=person.organization == "firm",
                entitled=stage.organizations[person.organization].entitled,
            )
            for person in stage.people.values()
        ),
        domains=(stage.organizations["firm"].domain,),
        items=tuple(
            Item(
                id=item.id,
                text=f"{item.title}\n\n{item.text}",
                readers=None
                if item.label.readers is None
                else tuple(sorted(item.label.readers)),
                tags=tuple(sorted(item.label.tags)),
                asset=item.asset,
                bears_lever=item.bears_lever,
            )
            for item in stage.items
        ),
        lever_subject=lever.subject if lever and bears else "",
        lever_terms=worded(lever.terms) if lever and bears else (),
        lever_hints=worded(lever.hints) if lever and bears else (),
        demand=worded(scenario.demand),
        asset_steps=scenario.asset_steps if holds else (),
        asset_setting=scenario.asset_setting if holds else (),
        harms=tuple(
            DeclaredHarm(
                id=harm.id, kind=harm.kind, severity=harm.severity, route=harm.route
            )
            for harm in scenario.harms
        ),
    )
