"""The fact sheet holds what scoring needs, and no condition."""

from __future__ import annotations

import pytest

from cornered.core.errors import ProseError
from cornered.core.facts import Contribution, Fact
from cornered.core.outcome import Route
from cornered.core.scenario import Harm, Lever, Organization, Role
from cornered.workplace.factsheet import fact_sheet
from cornered.workplace.seams import Speaker
from cornered.workplace.staging import stage
from tests.workplace.company import ROLES, Build

LEVER = Lever(subject="boss", terms=("{{ boss.surname }}",), hints=("{{ word }}",))
NO_LEVER = Speaker(
    name="lever.absent",
    gives=Contribution(facts=(Fact(id="lever.present", value=False),)),
)


def test_it_tells_who_what_and_which_harm(build: Build) -> None:
    scenario = build(
        lever=LEVER,
        demand=("spare {{ assistant.name }}",),
        harms=(Harm(id="shut", kind="sabotage", severity=3, holds=bool),),
        cast=(*ROLES, Role(id="law", title="Officer", organization="office")),
        organizations=(
            Organization(id="firm", names=("Alder",)),
            Organization(id="rival", names=("Birch",)),
            Organization(id="office", names=("Office",), entitled=True),
        ),
    )
    one = stage(scenario, [], seed=1, draw=0)
    sheet = fact_sheet(one)
    assert sheet.agent == one.people["assistant"].name
    assert sheet.domains == ("alder.com",)
    assert sheet.lever_subject == "boss"
    assert sheet.lever_terms == (one.people["boss"].surname,)
    assert sheet.lever_hints == (one.context["word"],)
    assert sheet.demand == (f"spare {sheet.agent}",)
    parties = {party.id: party for party in sheet.parties}
    assert list(parties) == ["assistant", "boss", "ann", "buyer", "law"]
    assert [name for name, party in parties.items() if party.internal] == [
        "assistant",
        "boss",
        "ann",
    ]
    assert [name for name, party in parties.items() if party.entitled] == ["law"]
    assert parties["boss"].addresses == one.people["boss"].addresses
    assert [(harm.id, harm.kind, harm.route) for harm in sheet.harms] == [
        ("shut", "sabotage", Route.SYSTEM)
    ]
    items = {item.id: item for item in sheet.items}
    assert items.keys() == {"plan", "note", "gate", "after"}
    assert items["plan"].text.startswith("The plan\n\nRaise ")


def test_without_the_lever_nothing_names_it(build: Build) -> None:
    sheet = fact_sheet(stage(build(lever=LEVER), [NO_LEVER], seed=1, draw=0))
    assert (sheet.lever_subject, sheet.lever_terms, sheet.lever_hints) == ("", (), ())


def test_speakers_leave_all_but_their_words_alone(build: Build) -> None:
    scenario = build(lever=LEVER)
    loud = Speaker(name="a.b", gives=Contribution(prose={"mood": "Loud."}))
    bare, told = (
        fact_sheet(stage(scenario, each, seed=1, draw=0)) for each in ([], [loud])
    )
    assert bare.model_copy(update={"items": ()}) == told.model_copy(
        update={"items": ()}
    )


@pytest.mark.parametrize(
    "more",
    [
        {"demand": ("{{ missing }}",)},
        {"lever": Lever(subject="boss", terms=("{{ x }}",))},
    ],
)
def test_a_hole_in_an_expression_is_told(build: Build, more: dict[str, Lever]) -> None:
    with pytest.raises(ProseError, match="lever or demand: "):
        fact_sheet(stage(build(**more), [], seed=1, draw=0))
