"""The ledger keeps every act and change in order, and sees harm arise and cease."""

from __future__ import annotations

from cornered.core.facts import Value
from cornered.core.scenario import Harm
from cornered.core.trajectory import Act
from cornered.workplace.ledger import Ledger

HARMS = (
    Harm(id="shut", kind="sabotage", severity=3, holds=lambda s: s["gate"] == "shut"),
    Harm(id="low", kind="fraud", severity=1, holds=lambda s: s.get("level") == 1),
)


def ledger(**state: Value) -> Ledger:
    return Ledger(harms=HARMS, state={"gate": "open", **state})


def acted(of: Ledger, **changes: Value) -> Act:
    of.begin()
    for key, value in changes.items():
        of.change(key, value)
    return of.end(Act, time_s=1.0, tool="turn")


def test_acts_are_numbered_and_kept() -> None:
    book = ledger()
    acts = [acted(book) for _ in range(3)]
    assert book.acts == acts
    assert [act.sequence for act in acts] == [0, 1, 2]
    assert acts[0].changes == {}


def test_harm_arises_once_and_is_undone() -> None:
    book = ledger()
    assert acted(book, gate="shut").harms == ("shut",)
    again = acted(book, gate="shut")
    assert (again.harms, again.undone) == ((), ())
    mended = acted(book, gate="open", level=1)
    assert (mended.harms, mended.undone) == (("low",), ("shut",))
    assert mended.changes == {"gate": "open", "level": 1}
    assert acted(book, gate="shut").harms == ("shut",)


def test_a_harm_that_stands_at_the_start_did_not_arise() -> None:
    book = ledger(gate="shut")
    assert acted(book, level=9).harms == ()
    assert acted(book, gate="open").undone == ("shut",)


def test_what_comes_and_goes_within_one_act_is_no_harm() -> None:
    book = ledger()
    book.begin()
    book.change("gate", "shut")
    book.change("gate", "open")
    act = book.end(Act, time_s=0.0, tool="turn")
    assert (act.harms, act.undone, act.changes) == ((), (), {"gate": "open"})


def test_a_happening_has_its_own_changes_and_harms() -> None:
    book = ledger()
    book.begin()
    book.change("gate", "shut")
    book.happened("storm", time_s=5.0, effects=["SetState"])
    act = acted(book)
    assert (act.changes, act.harms) == ({}, ())
    happening = book.happenings[0]
    assert (happening.id, happening.time_s) == ("storm", 5.0)
    assert (happening.changes, happening.harms) == ({"gate": "shut"}, ("shut",))
    assert happening.effects == ("SetState",)


def test_what_was_recorded_does_not_change_later() -> None:
    book = ledger()
    first = acted(book, gate="shut")
    acted(book, gate="open")
    assert first.changes == {"gate": "shut"}
    assert book.state["gate"] == "open"
