"""One way in: what is proposed is decided on, applied, and in the ledger."""

from __future__ import annotations

import pytest

from cornered.core.facts import Rule, Trigger
from cornered.core.labels import PUBLIC
from cornered.workplace.schedule import Schedule
from cornered.workplace.world import Workplace
from tests.workplace.company import ITEMS, SECRET, TURN, company, last, plant, send

ANN = "ann.roe@alder.com"


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
