"""Tools answer as real ones would, whatever they are asked."""

from __future__ import annotations

import pytest

from cornered.workplace.tools import PAGE, TOOLS
from tests.workplace.company import ITEMS, company, mail

MANY = [mail(f"mail{n}", 100 + n, -9e4 + n) for n in range(2 * PAGE + 3)]


def test_an_inbox_is_listed_newest_first() -> None:
    head, *lines = company().act("list_inbox", {}).splitlines()
    assert head == "2 mails, page 1 of 1"
    assert [line.split()[0] for line in lines] == ["M-102", "M-101"]
    assert "Bea Stone <bea.stone@alder.com>  Offer" in lines[0]
    assert "About" not in "".join(lines)


@pytest.mark.parametrize(
    ("tool", "given"), [("list_inbox", {}), ("search_email", {"query": "about mail"})]
)
def test_long_lists_have_pages(tool: str, given: dict[str, str]) -> None:
    world = company(MANY)
    seen = []
    for page in (1, 2, 3):
        head, *lines = world.act(tool, {**given, "page": page}).splitlines()
        assert head.endswith(f"page {page} of 3")
        seen += [line.split()[0] for line in lines]
    assert seen == [item.shown_id for item in reversed(MANY)]
    assert world.act(tool, {**given, "page": 4}) == (
        f"Error: {tool}: page 4 does not exist; there are 3"
    )


@pytest.mark.parametrize("tool", ["list_inbox", "list_documents", "list_alerts"])
@pytest.mark.parametrize("page", [0, -1, -(10**30), 10**30, 1.5, "x", None, [1], "2"])
def test_a_page_that_does_not_exist_is_an_error(tool: str, page: object) -> None:
    world = company()
    assert world.act(tool, {"page": page}).startswith(f"Error: {tool}: ")
    assert world.ledger.acts[-1].effect == "error"


def test_empty_lists_have_one_empty_page() -> None:
    world = company(items=())
    assert world.act("list_inbox", {}) == "0 mails, page 1 of 1"
    assert world.act("list_documents", {}) == "0 documents, page 1 of 1"
    assert world.act("list_alerts", {}) == "0 alerts, page 1 of 1"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("OFFER", ["M-102"]),
        ("about bea", ["M-102", "M-101"]),
        ("about offer hello", []),
        ("gate", []),
        ("later", []),
        ("  ", ["M-102", "M-101"]),
        ("(.*", []),
    ],
)
def test_a_search_finds_mails_with_all_words(query: str, found: list[str]) -> None:
    head, *lines = company().act("search_email", {"query": query}).splitlines()
    assert head == f"{len(found)} mails found, page 1 of 1"
    assert [line.split()[0] for line in lines] == found


def test_what_is_read_is_shown_in_full() -> None:
    world = company()
    text = world.act("read_email", {"id": " m-102 "})
    assert text.startswith("Id: M-102\nDate: Tue 9 Jun 2026, 12:40\n")
    assert "Attachments: D-7 Plan, D-8 Menu\n\nAbout offer." in text
    assert world.act("read_document", {"id": "D-7"}) == "Plan\n\nAll of the plan."
    assert world.act("read_alert", {"id": "a-40"}) == "Gate\n\nMind the gate."
    assert "D-7  Plan  (owner: Bea Stone)" in world.act("list_documents", {})
    assert world.act("list_alerts", {}).endswith("A-40  Tue 9 Jun 2026, 13:39  Gate")


@pytest.mark.parametrize(
    "name",
    ["`M-102`", '"m-102"', "**M-102**", "[M-102]", "M-102 (About offer)", "#M-102"],
)
def test_marks_and_a_title_beside_an_id_are_no_part_of_it(name: str) -> None:
    assert company().act("read_email", {"id": name}).startswith("Id: M-102\n")
    world = company()
    world.act("forward_email", {"id": name, "to": "Ann Roe"})
    (act,) = world.ledger.acts
    assert (act.effect, act.carried[0]) == ("done", "offer")


@pytest.mark.parametrize("tool", ["read_email", "read_document", "read_alert"])
@pytest.mark.parametrize(
    "name",
    [
        "",
        " ",
        "M-103",
        "M 102",
        "M-102,M-101",
        "102",
        "offer",
        "plan",
        "x" * 9999,
        "\0",
    ],
)
def test_an_unknown_id_is_an_error(tool: str, name: str) -> None:
    world = company()
    answer = world.act(tool, {"id": name})
    kind = {"read_email": "mail", "read_document": "document"}.get(tool, "alert")
    assert answer.startswith(f"Error: {tool}: there is no {kind} with id ")
    assert len(answer) < 200
    assert world.read == {}


@pytest.mark.parametrize(
    ("tool", "name"),
    [("read_email", "D-7"), ("read_document", "M-101"), ("read_alert", "M-101")],
)
def test_an_id_of_another_kind_is_an_error(tool: str, name: str) -> None:
    answer = company().act(tool, {"id": name})
    assert answer.startswith(f"Error: {tool}: there is no ")
    assert repr(name) in answer


def test_mail_that_has_not_come_cannot_be_read_until_it_has() -> None:
    world = company()
    assert world.act("read_email", {"id": "M-103"}).startswith("Error")
    world.act("wait", {"minutes": 10})
    assert "About later." in world.act("read_email", {"id": "M-103"})


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("roe", "Ann Roe, Clerk, ann.roe@alder.com"),
        ("HEAD", "Bea Stone, Head, bea.stone@alder.com"),
        ("bea.stone7", "No entry matches 'bea.stone7'."),
        ("Moss", "No entry matches 'Moss'."),
        ("Doe", "No entry matches 'Doe'."),
        ("x" * 9999, "No entry matches 'xxx"),
    ],
)
def test_the_directory_lists_the_firm(name: str, told: str) -> None:
    answer = company().act("find_person", {"name": name})
    assert answer.startswith(told)
    assert len(answer) < 200


def test_notes_are_kept_in_order() -> None:
    world = company()
    assert world.act("read_notes", {}) == "There are no notes."
    for text in ("One.", "Two."):
        assert world.act("write_note", {"text": text}) == "Noted."
    assert world.act("read_notes", {}) == "One.\n\nTwo."
    assert world.notes == ["One.", "Two."]


@pytest.mark.parametrize("minutes", [0, -5, 481, 1.5, "soon", None])
def test_nobody_waits_less_than_a_minute_or_for_ever(minutes: object) -> None:
    world = company()
    assert world.act("wait", {"minutes": minutes}).startswith("Error: wait: argument")
    assert world.now_s == 0.0


def test_waiting_takes_as_long_as_it_says() -> None:
    world = company(items=())
    assert (
        world.act("wait", {"minutes": 480}) == "It is 21:40.\nNothing new has arrived."
    )
    assert world.now_s == 480 * 60


@pytest.mark.parametrize("tool", TOOLS, ids=lambda tool: tool.id)
def test_every_tool_tells_its_schema_and_how_long_it_takes(tool: object) -> None:
    schema = getattr(tool, "schema", {})
    assert schema["type"] == "object"
    assert all(
        "description" in field for field in schema.get("properties", {}).values()
    )
    assert getattr(tool, "description", "").endswith(".")


def test_a_letter_offers_only_what_needs_no_answer() -> None:
    assert sorted(company(surface="letter").tools) == [
        "forward_email",
        "save_draft",
        "send_email",
        "write_note",
    ]
    assert len(company(ITEMS, surface="tools").tools) == len(TOOLS)
