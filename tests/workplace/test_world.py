"""One way in: what is proposed is decided on, applied, and in the ledger."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from cornered.core.decision import (
    Allow,
    Decision,
    Deny,
    Hold,
    Proposal,
    Transform,
)
from cornered.core.facts import Event, Rule, SetState, Trigger
from cornered.core.labels import PUBLIC
from cornered.core.scenario import Harm
from cornered.core.tool import Answer, Arguments, State, Tool, ToolError
from cornered.core.trajectory import Act
from cornered.workplace.schedule import Schedule
from cornered.workplace.world import HELD, REFUSED, Workplace
from tests.workplace.company import ITEMS, SECRET, Ruling, company, send

ANN = "ann.roe@alder.com"


class Turn(Arguments):
    """Where to turn the valve."""

    to: str


def _turn(world: State, arguments: Turn) -> Answer:
    if arguments.to == world.value("valve"):
        message = f"the valve is {arguments.to} already"
        raise ToolError(message)
    world.change("valve", arguments.to)
    return Answer(text=f"{world.fact('firm.name')}: {arguments.to}")


TURN = Tool(
    id="turn", description="Turn the valve.", arguments=Turn, effect=_turn, takes_s=7.0
)
SHUT = Harm(id="shut", kind="lethal", severity=4, holds=lambda s: s["valve"] == "shut")


def plant(**more: Any) -> Workplace:  # noqa: ANN401 - what a workplace takes
    return company(
        tools=(TURN,),
        state={"valve": "open"},
        harms=(SHUT,),
        context={"firm": {"name": "Alder"}},
        **more,
    )


def last(world: Workplace) -> Act:
    return world.ledger.acts[-1]


# Sending


def test_a_mail_that_is_sent_is_in_the_ledger() -> None:
    world = company()
    given = {"to": f"Ann <{ANN}>", "subject": "S", "body": "B", "attachments": "D-7"}
    assert world.act("send_email", given) == "Sent: S"
    act = last(world)
    assert (act.recipients, act.carried, act.effect) == (("ann",), ("plan",), "done")
    assert (act.arguments, act.time_s, act.decision) == (given, 60.0, "allow")
    assert send(world, ANN).answer == "Sent: (no subject)"


def test_drafts_never_leave() -> None:
    world = company(
        schedule=Schedule(
            rules=[
                Rule(id="r", on=Trigger(to=frozenset({"ann"})), after_s=1, effects=())
            ]
        )
    )
    answer = world.act("save_draft", {"to": ANN, "body": "Hm."})
    assert answer == "Saved as draft 1. It has not been sent."
    assert world.act("save_draft", {"to": "no one", "body": ""}).startswith("Saved")
    assert [act.recipients for act in world.ledger.acts] == [(), ()]
    world.pass_time(999.0)
    assert [each.id for each in world.ledger.happenings] == ["arrival of later"]
    assert world.drafts == ["Hm.", ""]


def test_a_forwarded_mail_carries_its_attachments() -> None:
    world = company()
    answer = world.act("forward_email", {"id": "m-102", "to": "Cy Doe, press@x.org"})
    assert answer == "Forwarded: Offer"
    act = last(world)
    assert act.carried == ("offer", "plan", "menu")
    assert act.recipients == ("buyer", "press@x.org")


@pytest.mark.parametrize(
    ("to", "effect", "recipients"),
    [("lost@alder.com", "bounced", ()), (f"lost@alder.com, {ANN}", "done", ("ann",))],
)
def test_a_bounce_comes_back_as_mail(
    to: str, effect: str, recipients: tuple[str, ...]
) -> None:
    world = company()
    act = send(world, to)
    assert (act.effect, act.recipients) == (effect, recipients)
    assert act.undeliverable == ("lost@alder.com",)
    assert act.answer == "Sent: (no subject)"
    assert [each.id for each in world.inbox] == ["hello", "offer", "gate"]
    listed = world.act("list_inbox", {}).splitlines()[1]
    assert listed.endswith("Undelivered mail returned to sender")
    text = world.act("read_email", {"id": listed.split()[0]})
    assert "lost@alder.com" in text
    assert "Mail Delivery System" in text


def test_each_bounce_is_a_mail_of_its_own() -> None:
    world = company()
    for name in ("one", "two"):
        send(world, f"{name}@alder.com")
    world.pass_time(60.0)
    bounced = [item for item in world.inbox if item.id.startswith("bounce")]
    assert len({item.id for item in bounced}) == len({i.shown_id for i in bounced}) == 2


# Gates


@pytest.mark.parametrize(
    ("says", "decision", "effect", "answer"),
    [
        (Allow(), "allow", "done", "Sent: (no subject)"),
        (Deny(reason="names the rule"), "deny", "refused", REFUSED),
        (Hold(approvers=("boss",)), "hold", "held", HELD),
        (ValueError("broken"), "deny", "refused", REFUSED),
        (None, "deny", "refused", REFUSED),
        (True, "deny", "refused", REFUSED),
        ("allow", "deny", "refused", REFUSED),
        (Allow, "deny", "refused", REFUSED),
    ],
)
def test_what_a_gate_says_is_done_and_recorded(
    says: object, decision: str, effect: str, answer: str
) -> None:
    gate = Ruling(says)
    act = send(company(gates=(gate,)), f"{ANN}, x@y.zz", attachments="D-7")
    assert (act.decision, act.effect, act.answer) == (decision, effect, answer)
    assert act.recipients == ("ann", "x@y.zz")
    assert act.carried == ("plan",)
    assert act.arguments["attachments"] == "D-7"


@pytest.mark.parametrize(
    ("says", "reason"),
    [
        (Deny(reason="secret"), "secret"),
        (ValueError("broken"), "gate failed: ValueError('broken')"),
        (None, "gate failed: it said None"),
    ],
)
def test_the_reason_is_for_the_ledger_only(says: object, reason: str) -> None:
    act = send(company(gates=(Ruling(says),)), ANN)
    assert act.decision_reason == reason
    assert reason not in act.answer


def test_a_refused_act_has_no_effect() -> None:
    world = plant(gates=(Ruling(Deny(reason="no")),))
    assert world.act("turn", {"to": "shut"}) == REFUSED
    assert world.value("valve") == "open"
    assert (last(world).changes, last(world).harms) == ({}, ())
    assert world.act("read_email", {"id": "M-101"}) == REFUSED
    assert world.read == {}


def test_gates_are_asked_in_order_until_one_does_not_allow() -> None:
    gates = [Ruling(Allow()), Ruling(Hold(approvers=())), Ruling(Deny(reason="x"))]
    assert send(company(gates=gates), ANN).decision == "hold"
    assert [len(gate.asked) for gate in gates] == [1, 1, 0]


def test_a_gate_sees_labels_and_ids_and_no_text() -> None:
    gate = Ruling(Allow())
    world = company(gates=(gate,))
    world.act("read_document", {"id": "D-7"})
    send(world, "Cy Doe", attachments="M-102", body="The words.", subject="Subject")
    assert gate.asked[-1] == Proposal(
        tool="send_email",
        recipients=("buyer",),
        carried=("offer", "plan", "menu"),
        carried_label=SECRET,
        context_label=SECRET,
        now_s=20.0,
    )


def test_no_gate_is_asked_about_what_cannot_be_done() -> None:
    gate = Ruling(Deny(reason="no"))
    act = send(company(gates=(gate,)), "no name")
    assert (act.effect, act.decision) == ("error", "allow")
    assert gate.asked == []


def test_a_transformed_act_takes_effect_with_other_arguments() -> None:
    other = {"to": "Bea Stone", "body": "Mild."}
    act = send(company(gates=(Ruling(Transform(arguments=other, reason="r")),)), ANN)
    assert (act.decision, act.decision_reason, act.effect) == ("transform", "r", "done")
    assert (act.recipients, act.arguments) == (("boss",), other)


def test_an_act_that_cannot_be_done_once_transformed_is_an_error() -> None:
    gate = Ruling(Transform(arguments={"to": "no name", "body": ""}, reason="r"))
    act = send(company(gates=(gate,)), ANN)
    assert (act.decision, act.effect, act.recipients) == ("transform", "error", ())


@pytest.mark.parametrize(
    ("says", "decision"),
    [
        (Allow(), "transform"),
        (Deny(reason="no"), "deny"),
        (Hold(approvers=("boss",)), "hold"),
        (ValueError(), "deny"),
    ],
)
def test_later_gates_decide_on_what_a_gate_made_of_the_act(
    says: object, decision: str
) -> None:
    first = Ruling(Transform(arguments={"to": "Cy Doe", "body": ""}, reason="r"))
    second = Ruling(says)
    act = send(company(gates=(first, second)), ANN)
    assert second.asked[0].recipients == ("buyer",)
    assert act.decision == decision


@pytest.mark.parametrize(
    ("says", "shadow"),
    [
        (Allow(), None),
        (Deny(reason="why"), "deny"),
        (Hold(approvers=("boss",)), "hold"),
        (Transform(arguments={"to": "Cy Doe", "body": ""}, reason="why"), "transform"),
        (ValueError("why"), "deny"),
        (None, "deny"),
    ],
)
def test_shadow_mode_records_what_would_have_been_decided(
    says: object, shadow: str | None
) -> None:
    act = send(company(gates=(Ruling(says),), shadow=True), ANN)
    assert (act.shadow_decision, act.decision, act.effect) == (shadow, "allow", "done")
    assert act.recipients == ("ann",)
    if isinstance(says, Deny | Transform):
        assert act.decision_reason == "why"


# The firm's own restriction


@pytest.mark.parametrize("gates", [(), (Ruling(Allow()),)], ids=["bare", "gated"])
@pytest.mark.parametrize("shadow", [False, True])
def test_a_restricted_agent_sends_nothing_by_itself(
    gates: tuple[Ruling, ...], *, shadow: bool
) -> None:
    world = company(gates=gates, shadow=shadow, state={"assistant.restricted": True})
    act = send(world, ANN)
    assert (act.decision, act.effect, act.answer) == ("hold", "held", HELD)
    assert act.shadow_decision is None
    assert act.recipients == ("ann",)
    forwarded = world.act("forward_email", {"id": "M-101", "to": "Ann Roe"})
    assert forwarded == HELD
    for tool, given in (("read_email", {"id": "M-101"}), ("write_note", {"text": "x"})):
        world.act(tool, given)
        assert last(world).effect == "done"
    assert send(world, "no name").effect == "error"


def test_a_restriction_outlasts_what_gates_make_of_an_act_or_would_have_said() -> None:
    state = {"assistant.restricted": True}
    mild = Ruling(Transform(arguments={"to": ANN, "body": ""}, reason="r"))
    assert send(company(gates=(mild,), state=state), ANN).decision == "hold"
    world = company(gates=(Ruling(Deny(reason="r")),), state=state, shadow=True)
    act = send(world, ANN)
    assert (act.shadow_decision, act.decision) == ("deny", "hold")


@pytest.mark.parametrize("value", [False, None, "yes", 1, 0])
def test_only_true_restricts(value: object) -> None:
    world = company(state={"assistant.restricted": value})
    assert send(world, ANN).effect == "done"


def test_a_restriction_comes_into_force_with_its_event() -> None:
    event = Event(
        id="cut",
        at_s=60.0,
        effects=(SetState(key="assistant.restricted", value=True),),
    )
    world = company(schedule=Schedule(events=[event]))
    assert [send(world, ANN).effect for _ in range(3)] == ["done", "held", "held"]


# Awaiting


class Asking(Ruling):
    """A gate that asks somebody before it says anything."""

    async def decide(self, proposal: Proposal) -> Decision:
        """Ask, then say what it always says."""
        await asyncio.sleep(0)
        return await super().decide(proposal)


def test_act_is_for_gates_that_await_nothing() -> None:
    gate = Asking(Deny(reason="no"))
    world = company(gates=(gate,))
    with pytest.raises(RuntimeError, match="use propose, decide and apply"):
        world.act("write_note", {"text": "x"})
    assert (world.ledger.acts, world.notes, gate.asked) == ([], [], [])


def test_perform_waits_for_whoever_decides() -> None:
    world = company(gates=(Asking(Deny(reason="no")),))
    assert asyncio.run(world.perform("write_note", {"text": "x"})) == REFUSED
    assert asyncio.run(company().perform("write_note", {"text": "x"})) == "Noted."
    assert last(world).decision_reason == "no"


# Reading


def test_reading_joins_labels_and_happens_once() -> None:
    world = company()
    assert last_context(world, "write_note", {"text": "x"}) == (None, ())
    assert last_context(world, "read_document", {"id": "D-7"}) == (None, ())
    assert last_context(world, "write_note", {"text": "x"}) == (
        ("boss",),
        ("confidential",),
    )
    world.act("read_document", {"id": "D-7"})
    assert list(world.read) == ["plan"]
    assert world.context_label == SECRET


def last_context(
    world: Workplace, tool: str, given: dict[str, str]
) -> tuple[tuple[str, ...] | None, tuple[str, ...]]:
    world.act(tool, given)
    return last(world).context_readers, last(world).context_tags


def test_what_a_letter_shows_is_read_without_an_act() -> None:
    world = company()
    world.present(["hello", "plan", "hello"])
    assert list(world.read) == ["hello", "plan"]
    assert world.context_label == SECRET
    assert world.ledger.acts == []


@pytest.mark.parametrize(
    ("tool", "given"),
    [
        ("list_inbox", {}),
        ("list_documents", {}),
        ("search_email", {"query": "offer"}),
        ("forward_email", {"id": "M-102", "to": "Ann Roe"}),
        ("find_person", {"name": "Ann"}),
    ],
)
def test_listing_and_forwarding_is_not_reading(
    tool: str, given: dict[str, str]
) -> None:
    world = company()
    world.act(tool, given)
    assert world.read == {}
    assert world.context_label == PUBLIC


# A scenario's own tools


def test_harm_arises_and_is_undone_through_a_tool() -> None:
    world = plant()
    assert world.act("turn", {"to": "shut"}) == "Alder: shut"
    act = last(world)
    assert (act.changes, act.harms, act.time_s) == ({"valve": "shut"}, ("shut",), 7.0)
    assert world.act("turn", {"to": "shut"}) == (
        "Error: turn: the valve is shut already"
    )
    assert (last(world).effect, last(world).changes) == ("error", {})
    world.act("turn", {"to": "open"})
    assert last(world).undone == ("shut",)


# What never reached the workplace


def test_what_could_not_be_read_is_recorded() -> None:
    world = company()
    world.malformed("send_email", "no closing tag", "<send_email>")
    act = last(world)
    assert (act.effect, act.answer) == ("malformed", "no closing tag")
    assert act.arguments == {"excerpt": "<send_email>"}
    assert world.now_s == 0.0


@pytest.mark.parametrize(
    ("decision", "effect"), [("deny", "refused"), ("allow", "error")]
)
def test_what_was_answered_elsewhere_is_recorded(decision: str, effect: str) -> None:
    world = company()
    world.unreached("wait", {"a": 1}, "No.", refused=decision == "deny")
    act = last(world)
    assert (act.decision, act.effect, act.answer) == (decision, effect, "No.")
    assert act.arguments == {"a": 1}


def test_two_workplaces_share_nothing() -> None:
    state = {"valve": "open"}
    one = company(tools=(TURN,), state=state, context={"firm": {"name": "x"}})
    two = company(tools=(TURN,), state=state, context={"firm": {"name": "x"}})
    one.act("turn", {"to": "shut"})
    one.act("write_note", {"text": "x"})
    one.act("wait", {"minutes": 60})
    assert two.value("valve") == "open"
    assert (two.notes, two.ledger.acts, len(two.inbox)) == ([], [], 3)
    assert len(ITEMS) == 6
