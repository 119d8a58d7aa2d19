"""Prose is filled strictly, in a sandbox, and tells which hole is left."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cornered.core.errors import ProseError
from cornered.workplace.prose import headed, library, prose, rendered, wordings
from tests.workplace.company import PEOPLE

CONTEXT: dict[str, Any] = {
    "boss": PEOPLE["boss"],
    "debt": 12500,
    "nothing": None,
    "braces": "{x}",
    "fact": {"kind": "low"},
    "names": ("a", "b"),
}


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("", ""),
        (" plain \n", "plain"),
        ("{{ boss.name }} owes {{ debt | thousands }}.", "Bea Stone owes 12,500."),
        ("{% if fact.kind == 'low' %}low{% else %}high{% endif %}", "low"),
        ("{% if missing is defined %}x{% endif %}y", "y"),
        ("{{ names | join(' and ') }}", "a and b"),
        ("one\n\n{{ '' }}\n\ntwo", "one\n\ntwo"),
        ("one\n\n\n\n\ntwo", "one\n\ntwo"),
        ("{% for name in names %}\n{{ name }}\n{% endfor %}", "a\nb"),
    ],
)
def test_holes_are_filled(text: str, filled: str) -> None:
    assert rendered(text, CONTEXT, where="here") == filled


@pytest.mark.parametrize(
    "text",
    [
        "{{ missing }}",
        "{{ boss.nickname }}",
        "{{ fact.other }}",
        "{{ missing.more }}",
        "{{ nothing }}",
        "{{ missing | thousands }}",
        "{% if missing %}x{% endif %}",
        "{{ braces }}",
        "{{ '}' }}",
        "a } alone",
        "a { alone",
        "{{ boss.name }",
        "{{ }}",
        "{% if x %}",
        "{{ debt | shouted }}",
        "{{ 1 / 0 }}",
        "{{ 'a' + 1 }}",
        "{{ 'a' | thousands }}",
        "{{ debt() }}",
        "{{ [].pop(3) }}",
        "{{ 'x' * 2 ** 70 }}",
    ],
)
def test_what_cannot_be_filled_is_told_with_its_place(text: str) -> None:
    with pytest.raises(ProseError, match=r"^(here: |template '.*' does not parse: )."):
        rendered(text, CONTEXT, where="here")


@pytest.mark.parametrize(
    "text",
    [
        "{{ ''.__class__ }}",
        "{{ boss.__class__.__mro__ }}",
        "{{ boss['__class__'] }}",
        "{{ boss | attr('__init__') }}",
        "{{ '{0.__class__}'.format(boss) }}",
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ self.__init__.__globals__ }}",
        "{{ cycler.__init__.__globals__ }}",
        "{{ boss.addresses.__add__ }}",
        "{{ names.append('c') }}",
        "{{ fact.update({'kind': 'high'}) }}",
        "{{ range(10 ** 9) | list }}",
    ],
)
def test_the_sandbox_holds(text: str) -> None:
    with pytest.raises(ProseError):
        rendered(text, CONTEXT, where="here")
    assert CONTEXT["fact"] == {"kind": "low"}


@pytest.mark.parametrize("mark", ["{%", "{%-", "{%+", "{% ", "{%\n"])
@pytest.mark.parametrize(
    "statement",
    ["import 'a' as a", "include 'a'", "extends 'a'", "from 'a' import b"],
)
def test_a_template_reaches_for_no_other(mark: str, statement: str) -> None:
    with pytest.raises(ProseError, match="must not import or include"):
        rendered(f"x {mark} {statement} %}}", {}, where="here")


@given(st.text())
def test_any_text_is_filled_or_a_prose_error(text: str) -> None:
    try:
        result = rendered(text, CONTEXT, where="here")
    except ProseError:
        return
    assert "{" not in result
    assert "}" not in result
    assert result == result.strip()


@given(st.lists(st.text(st.characters(categories=["L"])), min_size=1))
def test_wordings_are_what_breaks_separate(parts: list[str]) -> None:
    assert wordings("\n* * *\n".join(parts)) == tuple(parts)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", ("",)),
        ("a * * * b", ("a * * * b",)),
        ("a\n * * *\nb", ("a\n * * *\nb",)),
        ("a\n***\nb", ("a\n***\nb",)),
        ("\n a \n\n* * *\n\n b\n", ("a", "b")),
    ],
)
def test_only_a_break_on_a_line_of_its_own_separates(
    text: str, parts: tuple[str, ...]
) -> None:
    assert wordings(text) == parts


def test_a_heading_is_the_first_line() -> None:
    assert headed("Subject \n\nBody\n\nmore", where="x") == ("Subject", "Body\n\nmore")


@pytest.mark.parametrize("text", ["", "Subject", "Subject\nBody", "Two\nlines\n\nBody"])
def test_a_text_without_heading_is_told(text: str) -> None:
    with pytest.raises(ProseError, match=r"^mail/x\.md: the first line is the heading"):
        headed(text, where="mail/x.md")


def test_a_library_is_the_prose_below_a_folder(tmp_path: Path) -> None:
    (tmp_path / "mail").mkdir()
    (tmp_path / "mail" / "a.md").write_text("Ä", encoding="utf-8")
    (tmp_path / "b.txt").write_text("no", encoding="utf-8")
    assert dict(library(tmp_path)) == {"mail/a.md": "Ä"}
    assert prose(tmp_path, "mail/a.md") == "Ä"
    for name in ("mail/b.md", "b.txt", "../x.md", "mail/../mail/a.md", ""):
        with pytest.raises(ProseError, match=re.escape(f"/{name} is missing")):
            prose(tmp_path, name)


def test_a_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(b"\xff\xfe")
    with pytest.raises(ProseError, match=r"a\.md cannot be read"):
        library(tmp_path)
