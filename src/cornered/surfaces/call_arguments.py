"""Arguments of a text call, from whichever form they were written in.

Three forms: child elements, `key: value` lines, and a JSON object. Values are cut out
of the text as they stand; in `Ann <ann@firm.com>` nothing is taken for a tag.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from html import unescape
from typing import TYPE_CHECKING, Any, NamedTuple

from cornered.surfaces.call_check import CallError
from cornered.surfaces.dialect import plain

if TYPE_CHECKING:
    from cornered.surfaces.dialect import Dialect, Syntax

_ATTRIBUTE = re.compile(
    r"""([\w:-]++)\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|"""
    r"""([^\s"'\u201c\u201d\u2018\u2019<>/]++))"""
)
_TAG = re.compile(r"<(/?)([A-Za-z_][\w.-]*+)\s*+(/?)>")
_KEY = re.compile(
    r"""^[ \t]*+["'*]{0,3}([A-Za-z][\w-]{0,30}(?: [\w-]{1,30})?)["'*]{0,3}"""
    r"""[ \t]*+:\*{0,2}(?=(\s?))""",
    re.MULTILINE,
)
_STRING_OR_COMMA = re.compile(r'("(?:[^"\\]|\\.)*+"?)|,(?=\s*+[}\]])', re.DOTALL)


_ESCAPED = re.compile(r"&lt;[^<>&@\s]+@[^<>&\s]+&gt;")
"""An address in angle brackets that were escaped, as in markup they should be."""


_SHORT = 1_000
"""Length of what is repaired first (characters)."""

TOO_DEEP = "nested too deeply"
"""Why a JSON value was given up."""


class Fields(list[tuple[str, Any]]):
    """A JSON object as its pairs, so that a repeated key is not lost."""


_DECODER = json.JSONDecoder(
    object_pairs_hook=Fields,
    parse_int=str,
    parse_float=str,
    parse_constant=str,
    strict=False,
)


class _Tag(NamedTuple):
    """A tag in the content of a call."""

    closing: bool
    name: str
    empty: bool
    start: int
    end: int


def attributes(text: str) -> list[tuple[str, str]]:
    """The `name="value"` pairs of an opening tag."""
    return [
        (match[1], match[2] or match[3] or match[4] or "")
        for match in _ATTRIBUTE.finditer(text)
    ]


def named_values(
    content: str, given: list[tuple[str, str]], syntax: Syntax, dialect: Dialect
) -> list[tuple[str, str]]:
    """All names and values of one call, as written.

    Args:
        content: What lies between the opening and the closing tag.
        given: Attributes of the opening tag.
        syntax: How the tool is called.
        dialect: Which names mean which argument.

    Returns:
        Names and values in the order of the text.

    Raises:
        CallError: An argument is left open, or JSON holds something that is no text.
    """
    form = form_of(content, syntax, dialect)
    if given and not begins_with_argument(content, syntax, dialect):
        form = ""  # the rest is free text, whatever lines or tags it holds
    if form == "json":
        return given + _json_values(content, syntax, dialect)
    if form == "children":
        pairs = given + _child_values(content, syntax, dialect)
    elif form == "lines":
        pairs = given + _line_values(content, syntax, dialect)
    else:
        named = {dialect.argument(syntax.tool, name) for name, _ in given}
        text = syntax.text_argument
        bare = content.strip() and text and text not in named
        pairs = [*given, (text or "", content)] if bare else given
    return [
        (name, value)
        if dialect.argument(syntax.tool, name) == syntax.text_argument
        else (name, _short(value))
        for name, value in pairs
    ]


def _short(value: str) -> str:
    """A value that is no free text: escaped addresses and lists as what they are."""
    if _ESCAPED.search(value):
        value = unescape(value)
    if value.lstrip().startswith("["):
        try:
            listed = json.loads(value)
        except (ValueError, RecursionError):
            return value
        if listed and all(isinstance(each, str) and "@" in each for each in listed):
            return ", ".join(listed)
    return value


def form_of(content: str, syntax: Syntax, dialect: Dialect) -> str:
    """`json`, `children`, `lines`, or nothing if no argument is named in `content`."""
    if content.lstrip().startswith("{"):
        return "json"

    def first(pattern: re.Pattern[str], name: int) -> int:
        for match in pattern.finditer(content):
            if match[0].startswith("</"):
                continue
            if dialect.argument(syntax.tool, match[name]):
                return match.start()
        return len(content)

    child, line = first(_TAG, 2), first(_KEY, 1)
    if child == line:
        return ""
    return "children" if child < line else "lines"


def begins_with_argument(content: str, syntax: Syntax, dialect: Dialect) -> bool:
    """Whether the first thing in `content` names an argument, in any form."""
    content = content.lstrip()
    matches = ((_TAG.match(content), 2), (_KEY.match(content), 1))
    return content.startswith("{") or any(
        match is not None and dialect.argument(syntax.tool, match[name]) is not None
        for match, name in matches
    )


def decoded(text: str, start: int, limit: int) -> tuple[Any, int]:
    """The JSON value at `start`, trailing commas tolerated, and where it ends.

    Raises:
        CallError: There is none, not even after repair of the text up to `limit`.
    """
    try:
        return _DECODER.raw_decode(text, start)
    except json.JSONDecodeError:
        pass
    except RecursionError:
        raise CallError(TOO_DEEP) from None
    # A short piece first: many small objects on one long line are repaired one by one.
    for stop in dict.fromkeys((min(limit, start + _SHORT), limit)):
        repaired = _STRING_OR_COMMA.sub(lambda m: m[1] or " ", text[start:stop])
        try:
            value, length = _DECODER.raw_decode(repaired)
        except json.JSONDecodeError:
            continue
        except RecursionError:
            break
        return value, start + length
    message = "not JSON"
    raise CallError(message)


def texts(fields: object, syntax: Syntax, dialect: Dialect) -> list[tuple[str, str]]:
    """The pairs of a JSON object whose values are text, numbers or null.

    A list of texts is what it would be in a line, commas between them; free text may be
    a list of one.

    Raises:
        CallError: `fields` is no object, or a value is something else.
    """
    if not isinstance(fields, Fields):
        message = "not JSON"
        raise CallError(message)
    pairs = []
    for name, item in fields:
        argument = dialect.argument(syntax.tool, name)
        listed = item if type(item) is list else [item]
        one = len(listed) == 1 or argument != syntax.text_argument
        if not (one and all(each is None or isinstance(each, str) for each in listed)):
            message = f"argument {name!r} is not text"
            raise CallError(message)
        pairs.append((name, ", ".join(filter(None, listed))))
    return pairs


def _json_values(
    content: str, syntax: Syntax, dialect: Dialect
) -> list[tuple[str, str]]:
    """Pairs of a JSON object, or of lines in braces that are none."""
    content = content.strip()
    try:
        value, end = decoded(content, 0, len(content))
    except CallError:
        inner = content[1:].removesuffix("}")
        if form_of(inner, syntax, dialect) != "lines":
            raise
        return _line_values(inner, syntax, dialect, braced=True)
    return texts(None if content[end:].strip() else value, syntax, dialect)


def _child_values(
    content: str, syntax: Syntax, dialect: Dialect
) -> list[tuple[str, str]]:
    """Pairs from child elements; the text argument goes to its last closing tag."""

    def meaning(name: str) -> str:
        return dialect.argument(syntax.tool, name) or plain(name)

    tags = [
        _Tag(bool(m[1]), m[2], bool(m[3]), *m.span()) for m in _TAG.finditer(content)
    ]
    closing: dict[str, list[_Tag]] = {}
    for tag in tags:
        if tag.closing:
            closing.setdefault(meaning(tag.name), []).append(tag)
    pairs = []
    cursor = 0
    for tag in tags:
        if tag.start < cursor or tag.closing:
            continue
        if tag.empty:
            pairs.append((tag.name, ""))
            continue
        argument = meaning(tag.name)
        ends = closing.get(argument, [])
        index = bisect_left(ends, tag.end, key=lambda end: end.start)
        if index == len(ends):
            if dialect.argument(syntax.tool, tag.name):
                message = f"unclosed argument {argument!r}"
                raise CallError(message)
            pairs.append((tag.name, ""))
            continue
        end = ends[-1] if argument == syntax.text_argument else ends[index]
        pairs.append((tag.name, content[tag.end : end.start]))
        cursor = end.end
    return pairs


def _line_values(
    content: str, syntax: Syntax, dialect: Dialect, *, braced: bool = False
) -> list[tuple[str, str]]:
    """Pairs from `key: value` lines; the text argument takes all that follows it."""
    keys: list[tuple[str, int, int, bool]] = []
    for match in _KEY.finditer(content):
        name = match[1]
        argument = dialect.argument(syntax.tool, name)
        apart = match[2] or match.end() == len(content)
        if argument is None and (not keys or " " in name or not apart):
            continue
        is_text = argument is not None and argument == syntax.text_argument
        keys.append((name, match.start(), match.end(), is_text))
        if is_text:
            break
    ends = [start for _, start, _, _ in keys[1:]] + [len(content)]
    return [
        (name, _bare(content[start:end], comma=braced or not is_text))
        for (name, _, start, is_text), end in zip(keys, ends, strict=True)
    ]


def _bare(value: str, *, comma: bool) -> str:
    """A value without the quotes around it and the comma after it."""
    value = value.strip()
    short = value.removesuffix(",").rstrip()
    for quote in ('"', "'"):
        inner = short[1:-1]
        quoted = len(short) > 1 and short[0] == quote == short[-1]
        if quoted and quote not in inner.replace("\\" + quote, ""):
            return inner
    return short if comma else value
