"""What gates and the firm itself say of an act is done, and in the ledger."""

from __future__ import annotations

import asyncio

import pytest

from cornered.core.decision import (
    Allow,
    Decision,
    Deny,
    Hold,
    Proposal,
    Transform,
)
from cornered.core.facts import Event, SetState
from cornered.workplace.schedule import Schedule
from cornered.workplace.world import HELD, REFUSED
from tests.workplace.company import SECRET, Ruling, company, last, plant, send

ANN = "ann.roe@alder.com"


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
