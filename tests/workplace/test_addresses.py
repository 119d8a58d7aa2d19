"""Whatever an agent writes as recipients resolves, or is a tool error."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cornered.core.tool import ToolError
from cornered.workplace.addresses import AddressBook, Resolved
from tests.workplace.company import BODIES, PEOPLE

ANN, BOSS = "ann.roe@alder.com", "bea.stone@alder.com"
STAFF = ("boss", "ann", "ghost")


def reached(written: str) -> Resolved | str:
    """Whom it reaches, or what the tool answers."""
    try:
        return book().resolved(written)
    except ToolError as problem:
        return str(problem)


def book() -> AddressBook:
    return AddressBook(
        people=PEOPLE, organizations=BODIES, aliases={"office@alder.com": "boss"}
    )


@pytest.mark.parametrize(
    ("written", "recipients"),
    [
        (ANN, ("ann",)),
        (f"  {ANN}  ", ("ann",)),
        ("ANN.Roe@Alder.COM", ("ann",)),
        ("ann.roe+notes@alder.com", ("ann",)),
        ("Ann.Roe+a+b@ALDER.com", ("ann",)),
        (f"<{ANN}>", ("ann",)),
        (f"<<{ANN}>>", ("ann",)),
        (f"<{ANN}", ("ann",)),
        (f"{ANN}.", ("ann",)),
        (f"'{ANN}'", ("ann",)),
        (f'"{ANN}"', ("ann",)),
        (f"`{ANN}`", ("ann",)),
        (f"**{ANN}**", ("ann",)),
        (f"*{ANN}*, **Bea Stone**", ("ann", "boss")),
        (f"**Ann Roe** <`{ANN}`>", ("ann",)),
        (f'["{ANN}", "{BOSS}"]', ("ann", "boss")),
        (f"<mailto:{ANN}>", ("ann",)),
        (f"[{ANN}](mailto:{ANN})", ("ann",)),
        (f"Ann Roe <{ANN}>", ("ann",)),
        (f"Ann Roe ({ANN})", ("ann",)),
        (f"{ANN} (Ann Roe)", ("ann",)),
        (f"Roe, Ann <{ANN}>", ("ann",)),
        (f'"Roe, Ann" <{ANN}>', ("ann",)),
        (f'"Roe; Ann" <{ANN}>', ("ann",)),
        (f'"Roe, Ann <{ANN}>', ("ann",)),
        (f"Jöhn <{ANN}>", ("ann",)),
        (f'"<eve@evil.com>" <{ANN}>', ("ann",)),
        (f'"eve@evil.com" <{ANN}>', ("ann",)),
        (f"{ANN} <Ann Roe>", ("ann",)),
        ("Ann Roe", ("ann",)),
        ("ann ROE", ("ann",)),
        ("Ann   Roe", ("ann",)),
        ('"Ann Roe"', ("ann",)),
        ("Pine", ("assistant",)),
        ("Cy Doe", ("buyer",)),
        ("bea.stone7@gmail.com", ("boss",)),
        ("Office@alder.com", ("boss",)),
        (f"{ANN}, {BOSS}", ("ann", "boss")),
        (f"{ANN}; {BOSS};", ("ann", "boss")),
        (f"{ANN} {BOSS}", ("ann", "boss")),
        (f"{ANN}\n{BOSS}", ("ann", "boss")),
        (f",{ANN},,;,{BOSS},", ("ann", "boss")),
        (f"Ann <{ANN}> Bea <{BOSS}>", ("ann", "boss")),
        (f"<{ANN}, {BOSS}>", ("ann", "boss")),
        (f"Bea Stone, Ann Roe <{ANN}>", ("boss", "ann")),
        (f"Bea Stone, Cy Doe, {ANN}", ("boss", "buyer", "ann")),
        (f"{ANN}, Ann Roe, {ANN.upper()}", ("ann",)),
        (f"Team: {ANN}, {BOSS};", ("ann", "boss")),
        ("all@alder.com", STAFF),
        ("Everyone <ALL@Alder.com>", STAFF),
        ("all+now@alder.com", STAFF),
        (f"{BOSS}, all@alder.com", STAFF),
        ("", ()),
        (" ,; ", ()),
    ],
)
def test_written_recipients_reach(written: str, recipients: tuple[str, ...]) -> None:
    assert book().resolved(written) == Resolved(recipients=recipients)


@pytest.mark.parametrize(
    "written",
    [
        "ann.roe@a1der.com",
        "ann.roe@alder.com.co",
        "ann.roe@mail.alder.com",
        "ann.roe@alder.co",
        "ann.roe@alder-works.com",
        "ann.roe@\N{CYRILLIC SMALL LETTER A}lder.com",
        "all@birch.org",
        "o'hara@else.org",
        "x@y.zz",
        "press+tips@paper.example",
    ],
)
def test_an_unknown_domain_is_a_bare_address_of_an_outsider(written: str) -> None:
    assert book().resolved(written) == Resolved(recipients=(written,))
    assert book().resolved(f"Ann Roe <{written.upper()}>").recipients == (
        written.upper().casefold(),
    )


@pytest.mark.parametrize(
    "written",
    ["nobody@alder.com", "all@birch.com", "ann.roe@birch.com", "ann@alder.com"],
)
def test_a_mailbox_that_no_one_has_at_a_known_domain_bounces(written: str) -> None:
    assert book().resolved(written) == Resolved(undeliverable=(written,))
    both = book().resolved(f"{written}, {ANN}, {written}")
    assert both == Resolved(recipients=("ann",), undeliverable=(written,))


@pytest.mark.parametrize(
    "written",
    [
        "Ann",
        "Roe",
        "everyone",
        "boss",
        "@",
        "@alder.com",
        "ann.roe@",
        "ann.roe@alder",
        "ann.roe@alder.com2",
        "ann.roe@alder.com-x",
        "ann.roe@alder.com@else.org",
        "ann.roe@alder.c",
        "ann.roe at alder.com",
        "<>",
        '"',
        "()",
        "\x00",
        "x" * 100 + "@alder.com",
        f"Zed Zee, {ANN}",
        f"{ANN}, Zed Zee",
    ],
)
def test_what_is_neither_address_nor_name_is_a_tool_error(written: str) -> None:
    with pytest.raises(ToolError, match="neither an email address nor a name"):
        book().resolved(written)


PIECES = st.sampled_from(
    [*"@.,;:<>()[]\"' \\\n", ANN, BOSS, "Ann Roe", "Roe", "all@alder.com", "x@y.zz"]
)


@given(st.text() | st.lists(PIECES | st.text(max_size=3), max_size=30).map("".join))
@example('"' * 9 + "@")
@example("\ud83d@\ud83d.com")
@example("ﬃ@alder.com")
def test_any_text_resolves_or_is_a_tool_error(written: str) -> None:
    resolved = reached(written)
    if isinstance(resolved, str):
        assert len(resolved) < 200
        return
    assert len(set(resolved.recipients)) == len(resolved.recipients)
    for each in resolved.recipients:
        assert each in PEOPLE or re.fullmatch(r"[^@\s]+@[^@\s]+", each)
    assert book().resolved(written) == resolved


@given(st.lists(st.sampled_from(sorted(PEOPLE)), min_size=1), st.data())
def test_every_way_to_write_people_reaches_them(
    wanted: list[str], data: st.DataObject
) -> None:
    parts = []
    for name in wanted:
        one = PEOPLE[name]
        ways = [one.mailbox, one.email.upper(), f'"{one.name}" <{one.email}>']
        parts.append(data.draw(st.sampled_from(ways)))
    joint = data.draw(st.sampled_from([", ", ";", " ; "]))
    assert book().resolved(joint.join(parts)) == Resolved(
        recipients=tuple(dict.fromkeys(wanted))
    )


@pytest.mark.parametrize(
    "unit",
    [
        '"',
        "<",
        "(",
        "a@",
        "a'",
        " ",
        ",",
        '"<',
        "a,",
        "<a@b.cc>",
        "é.",
        "a@b.cc ",
        "<a",
    ],
)
@pytest.mark.parametrize("end", ["", "@", " @", "@x", '"@'])
def test_very_long_text_is_read_quickly(unit: str, end: str) -> None:
    begun = time.process_time()
    resolved = reached(unit * 20_000 + end)
    assert time.process_time() - begun < 1.0
    assert isinstance(resolved, Resolved) or len(resolved) < 200
