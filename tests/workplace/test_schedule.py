"""What is due happens in order on a virtual clock, rules once, events when moved."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cornered
from cornered.core.facts import (
    CallOff,
    Deliver,
    Effect,
    EndSession,
    Event,
    Postpone,
    RaiseAlert,
    Rule,
    SetState,
    Trigger,
)
from cornered.workplace.schedule import Schedule
from cornered.workplace.world import OVER, Workplace
from tests.workplace.company import alert, company, mail, send

NOTE = SetState(key="noted", value=True)


def event(name: str, at_s: float, *effects: Effect, fixed: bool = False) -> Event:
    return Event(id=name, at_s=at_s, effects=effects, postponable=not fixed)


def rule(name: str, on: Trigger, *effects: Effect, after_s: float = 300.0) -> Rule:
    return Rule(id=name, on=on, after_s=after_s, effects=effects)


def scheduled(*parts: Event | Rule) -> Workplace:
    schedule = Schedule(
        events=[part for part in parts if isinstance(part, Event)],
        rules=[part for part in parts if isinstance(part, Rule)],
    )
    return company(items=(mail("hello", 101),), schedule=schedule)


def happened(world: Workplace) -> list[tuple[float, str]]:
    return [(each.time_s, each.id) for each in world.ledger.happenings]


@given(st.lists(st.integers(0, 50), max_size=12))
def test_events_happen_in_order_of_time_then_as_listed(times: list[int]) -> None:
    world = scheduled(*(event(str(n), float(at)) for n, at in enumerate(times)))
    world.pass_time(25.0)
    world.pass_time(25.0)
    expected = sorted((float(at), n) for n, at in enumerate(times))
    assert happened(world) == [(at, str(n)) for at, n in expected]
    assert world.now_s == 50.0


def test_what_is_due_later_waits() -> None:
    world = scheduled(event("soon", 10.0, NOTE), event("late", 10.5, NOTE))
    world.pass_time(10.0)
    assert happened(world) == [(10.0, "soon")]
    assert world.value("noted") is True


def test_the_changes_of_an_event_are_in_the_ledger() -> None:
    world = scheduled(event("tide", 1.0, SetState(key="level", value=3), NOTE))
    world.pass_time(5.0)
    (happening,) = world.ledger.happenings
    assert happening.effects == ("SetState", "SetState")
    assert happening.changes == {"level": 3, "noted": True}


@pytest.mark.parametrize(
    ("on", "fires"),
    [
        (Trigger(), True),
        (Trigger(tool="send_email"), True),
        (Trigger(tool="wait"), False),
        (Trigger(to=frozenset({"ann", "boss"})), True),
        (Trigger(to=frozenset({"buyer"})), False),
        (Trigger(to=frozenset({"out@else.org"})), True),
        (Trigger(carries=frozenset({"hello"})), True),
        (Trigger(carries=frozenset({"plan"})), False),
        (Trigger(tool="send_email", to=frozenset({"buyer"})), False),
        (Trigger(event="tide"), False),
    ],
)
def test_rules_notice_acts_that_match(on: Trigger, *, fires: bool) -> None:
    world = scheduled(rule("reply", on, NOTE))
    send(world, "ann.roe@alder.com, Out@Else.org", attachments="M-101")
    sent_at = world.now_s
    world.pass_time(299.0)
    assert happened(world) == []
    world.pass_time(1.0)
    assert happened(world) == ([(sent_at + 300.0, "reply")] if fires else [])


def test_a_rule_fires_once() -> None:
    world = scheduled(rule("reply", Trigger(tool="send_email"), NOTE))
    send(world, "Ann Roe")
    send(world, "Ann Roe")
    world.pass_time(9999.0)
    assert happened(world) == [(360.0, "reply")]


@pytest.mark.parametrize(
    "to", ["nobody@alder.com", "no name", ","], ids=["bounced", "error", "nobody"]
)
def test_a_rule_does_not_notice_what_had_no_effect(to: str) -> None:
    world = scheduled(rule("reply", Trigger(), NOTE))
    send(world, to)
    world.pass_time(9999.0)
    assert "reply" not in [name for _, name in happened(world)]


def test_a_rule_waits_for_an_event() -> None:
    world = scheduled(
        event("tide", 100.0, fixed=True),
        rule("flood", Trigger(event="tide"), NOTE, after_s=50.0),
        rule("other", Trigger(event="ebb"), NOTE),
    )
    world.pass_time(1000.0)
    assert happened(world) == [(100.0, "tide"), (150.0, "flood")]


def test_a_rule_without_delay_happens_with_the_next_time_that_passes() -> None:
    world = scheduled(rule("reply", Trigger(tool="write_note"), NOTE, after_s=0.0))
    world.act("write_note", {"text": "x"})
    assert world.value("noted") is None
    world.pass_time(0.0)
    assert world.value("noted") is True


@pytest.mark.parametrize(
    ("effect", "fixed", "times"),
    [
        (Postpone(event="end", by_s=500.0), False, [1100.0]),
        (Postpone(event="end", by_s=500.0), True, [600.0]),
        (CallOff(event="end"), False, []),
        (CallOff(event="end"), True, [600.0]),
        (Postpone(event="nowhere", by_s=500.0), False, [600.0]),
        (CallOff(event="nowhere"), False, [600.0]),
    ],
)
def test_an_event_is_moved_only_if_it_may_be(
    effect: Effect, times: list[float], *, fixed: bool
) -> None:
    world = scheduled(
        event("end", 600.0, NOTE, fixed=fixed), event("plea", 10.0, effect)
    )
    world.pass_time(5000.0)
    assert [at for at, name in happened(world) if name == "end"] == times


def test_what_has_happened_is_not_moved() -> None:
    world = scheduled(
        event("end", 10.0, NOTE), event("plea", 20.0, Postpone(event="end", by_s=500.0))
    )
    world.pass_time(5000.0)
    assert happened(world) == [(10.0, "end"), (20.0, "plea")]


def test_an_event_is_moved_twice_and_still_noticed() -> None:
    world = scheduled(
        event("end", 100.0),
        event("one", 10.0, Postpone(event="end", by_s=100.0)),
        event("two", 150.0, Postpone(event="end", by_s=100.0)),
        event("odd", 120.0),
        rule("after", Trigger(event="end"), NOTE, after_s=5.0),
    )
    world.pass_time(5000.0)
    assert happened(world) == [
        (10.0, "one"),
        (120.0, "odd"),
        (150.0, "two"),
        (300.0, "end"),
        (305.0, "after"),
    ]


def test_after_the_end_of_the_session_nothing_happens() -> None:
    world = scheduled(
        event("end", 90.0, EndSession(reason="replaced")), event("more", 95.0, NOTE)
    )
    assert send(world, "Ann Roe").effect == "done"
    late = send(world, "Ann Roe")
    assert (late.effect, late.answer, late.time_s) == ("refused", OVER, 90.0)
    assert world.over == "replaced"
    world.pass_time(1000.0)
    assert send(world, "no name").answer == OVER
    assert world.now_s == 90.0
    assert happened(world) == [(90.0, "end")]


def test_mail_and_alerts_arrive_by_themselves_while_waiting() -> None:
    items = (
        mail("hello", 101),
        mail("later", 102, 600.0),
        mail("last", 103, 601.0),
        alert("fire", 40, 300.0),
    )
    world = company(items=items)
    answer = world.act("wait", {"minutes": 10})
    assert answer == "It is 13:50.\nA-40  Fire\nM-102  Later"
    assert [each.id for each in world.inbox] == ["hello", "fire", "later"]
    assert happened(world) == [(300.0, "arrival of fire"), (600.0, "arrival of later")]


def test_events_bring_mail_and_alerts_with_new_ids() -> None:
    world = scheduled(
        event(
            "news",
            60.0,
            Deliver(sender="boss.private", subject="Well", body="Now."),
            Deliver(sender="ann", to=("everyone",), subject="All", body="Hear."),
            RaiseAlert(alert="fire", title="Fire", text="Out."),
        )
    )
    answer = world.act("wait", {"minutes": 1})
    assert answer == "It is 13:41.\nM-102  Well\nM-103  All\nA-1  Fire"
    read = world.act("read_email", {"id": "m-102"})
    assert "From: Bea Stone <bea.stone7@gmail.com>" in read
    assert "Date: Tue 9 Jun 2026, 13:41" in read
    assert "To: All staff <all@alder.com>" in world.act("read_email", {"id": "M-103"})
    assert world.act("read_alert", {"id": "A-1"}) == "Fire\n\nOut."
    assert world.item("M-102").sender == "boss"


def test_new_ids_do_not_run_into_mail_that_is_to_come() -> None:
    world = company(
        items=(mail("hello", 101), mail("later", 102, 600.0)),
        schedule=Schedule(
            events=[event("news", 60.0, Deliver(sender="ann", subject="x", body="y"))]
        ),
    )
    world.act("wait", {"minutes": 20})
    assert [each.shown_id for each in world.inbox] == ["M-101", "M-103", "M-102"]


CLOCKS = {"now", "utcnow", "today", "time_ns", "monotonic", "perf_counter", "localtime"}


@pytest.mark.parametrize("package", ["core", "workplace"])
def test_nothing_reads_the_wall_clock(package: str) -> None:
    for path in sorted((Path(cornered.__path__[0]) / package).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute):
                assert node.attr not in CLOCKS, path.name
            if isinstance(node, ast.Import):
                assert "time" not in [each.name for each in node.names], path.name
            if isinstance(node, ast.ImportFrom):
                assert node.module != "time", path.name
