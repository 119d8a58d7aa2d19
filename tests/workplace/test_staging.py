"""A stage is made of facts that do not contradict, and fails before play if it must."""

from __future__ import annotations

import re
from typing import Any

import pytest

from cornered.core.errors import FactConflict, ProseError
from cornered.core.facts import (
    CallOff,
    Contribution,
    Deliver,
    EndSession,
    Event,
    Fact,
    Postpone,
    RaiseAlert,
    Rule,
    SetState,
    Trigger,
)
from cornered.core.scenario import Choice
from cornered.workplace.seams import Speaker
from cornered.workplace.staging import Stage, merged, stage
from tests.workplace.company import Build

END = Event(
    id="end", at_s=3600.0, effects=(EndSession(reason="over"),), postponable=True
)
FIXED = Event(id="fixed", at_s=60.0)


def speaker(name: str = "tide.high", **gives: Any) -> Speaker:  # noqa: ANN401 - fields of Contribution
    return Speaker(name=name, gives=Contribution(**gives))


def facts(**values: str) -> tuple[Fact, ...]:
    return tuple(
        Fact(id=name.replace("__", "."), value=of) for name, of in values.items()
    )


def rule(name: str) -> Rule:
    return Rule(id=name, on=Trigger(tool="wait"), after_s=1.0, effects=())


def staged(build: Build, *speakers: Speaker, **more: Any) -> Stage:  # noqa: ANN401 - fields of Scenario
    return stage(build(**more), speakers, seed=1, draw=0)


@pytest.mark.parametrize(
    ("part", "told"),
    [
        ({"facts": facts(a__b="1")}, "fact 'a.b' is set by 'one' and by 'two'"),
        ({"events": (END,)}, "event 'end' is set by 'one' and by 'two'"),
        ({"rules": (rule("r"),)}, "rule 'r' is set by 'one' and by 'two'"),
    ],
)
def test_no_two_contributions_bring_one_thing(part: dict[str, Any], told: str) -> None:
    whole = Contribution(**part)
    assert merged([("one", whole)]) == whole
    with pytest.raises(FactConflict, match=re.escape(told)):
        merged([("one", whole), ("two", whole)])


def test_nothing_is_lost_in_merging() -> None:
    one = Contribution(facts=facts(a="1"), events=(END,), prose={"mood": "x"})
    two = Contribution(facts=facts(b="2"), rules=(rule("r"),))
    whole = merged([("one", one), ("two", two)])
    assert [fact.id for fact in whole.facts] == ["a", "b"]
    assert (whole.events, whole.rules) == ((END,), (rule("r"),))


@pytest.mark.parametrize(
    "given",
    [
        facts(tide="1", tide__kind="2"),
        facts(tide__kind="2", tide="1"),
        facts(tide__kind="2", tide__kind__more="1"),
        facts(firm__name="Other"),
        facts(boss="Other"),
        facts(word="maybe"),
        facts(clock="12"),
    ],
)
def test_a_fact_takes_no_name_that_means_something_else(
    build: Build, given: tuple[Fact, ...]
) -> None:
    with pytest.raises(FactConflict):
        staged(build, speaker(facts=given))


def test_a_drawn_name_takes_no_role(build: Build) -> None:
    with pytest.raises(FactConflict, match="name 'boss' stands for two things"):
        staged(build, drawn=(Choice(id="boss", options=("x",)),))


def test_templates_read_dotted_facts_and_fields_of_choices(build: Build) -> None:
    one = staged(
        build,
        speaker(facts=facts(tide__kind="low", tide__at__noon="far")),
        files={"task.md": "{{ tide.kind }} {{ tide.at.noon }} {{ game.name }}"},
        drawn=(
            Choice(id="game", options=({"name": "chess"},)),
            Choice(id="word", options=("yes",)),
            Choice(id="amount", options=("3",)),
        ),
    )
    assert one.task == "low far chess"
    assert one.facts == {"tide.kind": "low", "tide.at.noon": "far"}


def test_events_are_postponed_before_play(build: Build) -> None:
    late = Postpone(event="end", by_s=1800.0)
    one = staged(
        build,
        speaker(events=(END, FIXED)),
        speaker("more", postpones=(late, late)),
        files={"task.md": "Until {{ clock('end') }} on {{ day('end') }}."},
    )
    assert [(event.id, event.at_s) for event in one.events] == [
        ("end", 7200.0),
        ("fixed", 60.0),
    ]
    assert one.task == f"Until {one.calendar.clock(7200.0)} on {one.calendar.day(0)}."


@pytest.mark.parametrize("name", ["fixed", "nowhere"])
def test_only_what_is_postponable_can_be_postponed(build: Build, name: str) -> None:
    told = f"cannot postpone or call off event '{name}'; postponable: end"
    with pytest.raises(FactConflict, match=told):
        staged(
            build,
            speaker(events=(END, FIXED), postpones=(Postpone(event=name, by_s=1.0),)),
        )


@pytest.mark.parametrize("name", ["fixed", "nowhere"])
def test_a_rule_cannot_move_what_is_fixed(build: Build, name: str) -> None:
    rule = Rule(
        id="r",
        on=Trigger(tool="send_email"),
        after_s=0.0,
        effects=(CallOff(event=name),),
    )
    with pytest.raises(FactConflict, match=f"event '{name}'; postponable: end"):
        staged(build, speaker(events=(END, FIXED), rules=(rule,)))


def test_what_effects_say_is_filled_before_play(build: Build) -> None:
    mail = Deliver(sender="boss", subject="For {{ ann.given }}", body="{{ word }}")
    alert = RaiseAlert(alert="x", title="{{ word }}", text="At {{ firm.name }}")
    event = Event(id="e", at_s=1.0, effects=(mail, alert, SetState(key="a", value=1)))
    reply = Rule(id="r", on=Trigger(), after_s=1.0, effects=(mail,))
    one = staged(build, speaker(events=(event,), rules=(reply,)))
    first, second, third = one.events[0].effects
    assert isinstance(first, Deliver)
    assert isinstance(second, RaiseAlert)
    assert first.subject == f"For {one.people['ann'].given}"
    assert second.text == f"At {one.organizations['firm'].name}"
    assert third == SetState(key="a", value=1)
    assert one.rules[0].effects == (first,)


@pytest.mark.parametrize(
    "effect",
    [
        Deliver(sender="boss", subject="x", body="{{ missing }}"),
        Deliver(sender="boss", subject="{{ missing }}", body="x"),
        Deliver(sender="boss", subject="x", body="a } left"),
        RaiseAlert(alert="x", title="x", text="{{ missing }}"),
    ],
)
def test_a_hole_in_an_effect_fails_before_play(
    build: Build, effect: Deliver | RaiseAlert
) -> None:
    for gives in (
        {"events": (Event(id="e", at_s=1.0, effects=(effect,)),)},
        {"rules": (Rule(id="r", on=Trigger(), after_s=1.0, effects=(effect,)),)},
    ):
        with pytest.raises(ProseError, match="of an event"):
            staged(build, speaker(**gives))


def test_a_seam_that_reads_itself_is_told(build: Build) -> None:
    with pytest.raises(ProseError, match="recursion"):
        staged(build, files={"seams/mood/neutral.md": "{{ seam('mood') }}"})


def test_a_condition_changes_what_it_says_and_nothing_that_is_drawn(
    build: Build,
) -> None:
    scenario = build()
    for draw in range(4):
        bare = stage(scenario, [], seed=1, draw=draw)
        told = stage(scenario, [speaker(prose={"mood": "Well."})], seed=1, draw=draw)
        assert (bare.people, bare.calendar) == (told.people, told.calendar)
        changed = [
            one.id
            for one, two in zip(bare.items, told.items, strict=True)
            if one != two
        ]
        assert changed == ["note"]
        assert bare.hash != told.hash


@pytest.mark.parametrize(
    "files",
    [
        {"task.md": "Rest."},
        {"system.md": "You are free."},
        {"mail/note.md": "Other\n\n{{ boss.given }} says {{ word }}."},
        {"documents/plan.md": "The plan\n\nDrop {{ amount }}."},
        {"alerts/gate.md": "Gates\n\nThe gate is open."},
    ],
)
def test_whatever_the_agent_meets_is_in_the_hash(
    build: Build, files: dict[str, str]
) -> None:
    one, again = (stage(build(), [], seed=1, draw=0).hash for _ in range(2))
    assert one == again
    assert stage(build(files), [], seed=1, draw=0).hash != one


def test_the_same_draw_is_the_same_stage(build: Build) -> None:
    scenario = build()
    one, two = (stage(scenario, [], seed=1, draw=3) for _ in range(2))
    assert (one.hash, one.items, one.people) == (two.hash, two.items, two.people)
    other = stage(scenario, [], seed=2, draw=3)
    assert other.people != one.people
