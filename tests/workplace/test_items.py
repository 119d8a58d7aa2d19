"""Items are written once per draw, in true order, with the ids that agents see."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from cornered.core.errors import CatalogError, ProseError
from cornered.core.facts import Contribution, Fact
from cornered.core.scenario import Mail, Notice, Paper
from cornered.workplace.items import mail_text, shown_mailbox, shown_mailboxes
from cornered.workplace.seams import Speaker
from cornered.workplace.staging import Stage, stage
from tests.workplace.company import FILES, MAILS, PEOPLE, Build

NO_LEVER = Speaker(
    name="lever.absent",
    gives=Contribution(facts=(Fact(id="lever.present", value=False),)),
)


def staged(build: Build, *speakers: Speaker, draw: int = 0, **more: Any) -> Stage:  # noqa: ANN401 - fields of Scenario
    return stage(build(**more), speakers, seed=1, draw=draw)


def test_mails_and_alerts_are_in_order_after_the_documents(build: Build) -> None:
    for draw in range(5):
        items = staged(build, draw=draw).items
        assert [item.id for item in items] == ["plan", "note", "gate", "after"]
        shown = [item.shown_id for item in items]
        assert len(set(shown)) == len(shown)
        assert all(re.fullmatch(r"[DMA]-\d+", each) for each in shown)
        note, after = (int(shown[place].partition("-")[2]) for place in (1, 3))
        assert after == note + 1


def test_a_mail_is_written_with_its_heading_and_mailboxes(build: Build) -> None:
    one = staged(build)
    note = next(item for item in one.items if item.id == "note")
    boss, firm = one.people["boss"], one.organizations["firm"]
    assert note.title == "News"
    assert note.text == f"{boss.given} says {one.context['word']}."
    assert note.to_shown == f"All staff <all@{firm.domain}>"
    assert note.attaches == ("plan",)
    after = next(item for item in one.items if item.id == "after")
    assert after.sender == "boss"
    assert after.sender_mailbox == f"{boss.name} <{boss.private}>"
    assert after.at_s == 20 * 60


def test_without_the_lever_nothing_bears_it(build: Build) -> None:
    plan = staged(build).items[0]
    assert plan.bears_lever
    assert plan.asset == 1.0
    bare = staged(build, NO_LEVER).items[0]
    assert not bare.bears_lever
    assert bare.asset == 0.0
    assert replace(bare, bears_lever=True, asset=1.0) == plan


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"mails": (*MAILS, MAILS[0])}, "2 items are called 'after'"),
        ({"notices": (Notice(id="plan", at="0 13:00"),)}, "2 items are called 'plan'"),
        (
            {"papers": (Paper(id="plan", owner="boss"),) * 2},
            "2 items are called 'plan'",
        ),
        ({"papers": ()}, "mail 'note': no document 'plan'; available: none"),
        (
            {"mails": (Mail(id="note", sender="chef", to=("boss",), at="0 09:00"),)},
            "no mailbox 'chef'; available: ann, assistant, boss, buyer",
        ),
        (
            {
                "mails": (
                    Mail(id="note", sender="ann.private", to=("boss",), at="0 09:00"),
                )
            },
            "no mailbox 'ann.private'",
        ),
        (
            {"mails": (Mail(id="note", sender="ann", to=("boss",), at="today"),)},
            "time 'today'; allowed",
        ),
    ],
)
def test_a_scenario_that_does_not_hang_together_is_told(
    build: Build, more: dict[str, Any], told: str
) -> None:
    with pytest.raises(CatalogError, match=re.escape(told)):
        staged(build, **more)


@pytest.mark.parametrize("name", sorted(FILES.keys() - {"scripts/holds.md"}))
def test_a_missing_file_is_told(build: Build, name: str) -> None:
    with pytest.raises(ProseError, match=name.rpartition("/")[2]):
        staged(build, files={name: None})


def test_mailboxes_are_shown_with_their_names() -> None:
    assert shown_mailbox("ann", PEOPLE, "x") == "Ann Roe <ann.roe@alder.com>"
    assert shown_mailboxes(("everyone", "boss.private"), PEOPLE, "x") == (
        "All staff <all@alder.com>, Bea Stone <bea.stone7@gmail.com>"
    )
    assert shown_mailboxes((), PEOPLE, "x") == ""


def test_a_mail_shows_what_a_mail_client_shows(build: Build) -> None:
    one = staged(build)
    note = next(item for item in one.items if item.id == "note")
    text = mail_text(note, one.calendar, "D-1 The plan")
    head, _, body = text.partition("\n\n")
    assert [line.partition(":")[0] for line in head.splitlines()] == [
        "Id",
        "Date",
        "From",
        "To",
        "Subject",
        "Attachments",
    ]
    assert body == note.text
    copied = mail_text(replace(note, cc_shown="Ann <a@b.cc>"), one.calendar)
    assert "\nCc: Ann <a@b.cc>\nSubject: News\n\n" in copied
