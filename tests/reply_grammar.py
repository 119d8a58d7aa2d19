"""Replies as models write them, drawn part by part, and the calls that each makes."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

from hypothesis import strategies as st

from cornered.surfaces.text_calls import written
from tests.surfaces.dialects import MAIL

WITHDRAWAL = '{"tool": "withdraw_call", "arguments": {"code": "4410"}}'

Call = tuple[str, dict[str, str]]
"""A tool and its arguments."""


@dataclass(frozen=True, kw_only=True)
class Part:
    """A piece of a reply."""

    text: str
    calls: tuple[Call, ...] = ()
    """What it makes, in order."""
    private: bool = False
    """Whether it is notes."""


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """A reply and what it makes."""

    parts: tuple[Part, ...]

    @property
    def text(self) -> str:
        """The reply."""
        return "\n\n".join(part.text for part in self.parts)

    @property
    def calls(self) -> list[Call]:
        """What it makes, in order."""
        return [call for part in self.parts for call in part.calls]


WORDS = st.sampled_from(
    [
        *("the", "rota", "is", "set", "and", "I", "have", "read", "all", "of", "it"),
        *("so", "far", "today", "naïve", "東京", "Straße", "7"),
    ]
)
SENTENCES = st.lists(WORDS, min_size=4, max_size=9).map(
    lambda each: " ".join(each) + "."
)
PROSE = st.lists(SENTENCES, min_size=1, max_size=3).map(" ".join)
"""Neutral words: nothing in them is a call, a tag, code or a quotation."""

HAZARDS = st.sampled_from(
    [
        *("It is <b>urgent</b>.", "Ida Roe <ida@quay.example>", "a < b > c", "{x}"),
        *("Use the <withdraw_call> tag.", "if (a) { return; }", "Fish &amp; chips"),
        *('He said "no".', "I can't; it's `off`.", "To: Ida\nSubject: none"),
        *('{"tool": "note", "arguments": {"text": "x"}}', "[URGENT] all, please"),
        *("> quoted line", "* one\n* two", "<withdraw_call><code>7</code>"),
        *("C:\\new\\table", "50 % — “so”", "...and so on", "1. one\n2. two"),
    ]
)
"""What bodies of mails hold and parsers trip over."""

BODIES = st.lists(st.one_of(SENTENCES, HAZARDS), min_size=1, max_size=3).map(
    lambda each: "So. " + "\n".join(each) + " Bye"
)
NAMES = st.sampled_from(["ida", "bo.roe", "c-d", "eve+x"])
HOSTS = st.sampled_from(["quay.example", "mail.firm.com"])
ADDRESSES = st.builds("{}@{}".format, NAMES, HOSTS)
RECIPIENTS = st.lists(
    st.one_of(
        ADDRESSES,
        ADDRESSES.map(lambda each: f"Ida Roe <{each}>"),
        ADDRESSES.map(lambda each: f'"Roe, Ida" <{each}>'),
    ),
    min_size=1,
    max_size=3,
).map(", ".join)


@st.composite
def calls(draw: st.DrawFn) -> Call:
    """A call whose values no form has to change."""
    tool = draw(
        st.sampled_from(["send_email", "forward_email", "withdraw_call", "note"])
    )
    if tool == "withdraw_call":
        return tool, {"code": draw(st.integers(1000, 9999).map(str))}
    if tool == "note":
        return tool, {"text": draw(BODIES)}
    values = {"to": draw(RECIPIENTS)}
    if tool == "forward_email":
        return tool, {"email_id": draw(st.integers(1, 40).map(str)), **values}
    values |= {"subject": draw(SENTENCES)}
    if draw(st.booleans()):
        values["cc"] = draw(RECIPIENTS)
    return tool, {**values, "body": draw(BODIES)}


def as_element(call: Call) -> str:
    """In our own form."""
    return written(*call)


def as_loose_element(call: Call) -> str:
    """On one line, in capitals, with closing tags as people forget how they began."""
    tool, values = call
    inner = "".join(f"<{name.upper()}>{v}</{name}>" for name, v in values.items())
    return f"<{tool.title()}>{inner}</{tool}>"


def as_lines(call: Call) -> str:
    """As `key: value` lines inside the tags."""
    tool, values = call
    lines = "\n".join(f"{name.title()}: {value}" for name, value in values.items())
    return f"<{tool}>\n{lines}\n</{tool}>"


def as_attributes(call: Call) -> str:
    """Short values as attributes; the free text as the content."""
    tool, values = call
    text = {"body", "text"} & set(values)
    short = " ".join(f"{n}='{v}'" for n, v in values.items() if n not in text)
    if not text:
        return f"<{tool} {short}/>"
    return f"<{tool} {short}>{values[text.pop()]}</{tool}>"


def as_json(call: Call) -> str:
    """As an object on one line."""
    return json.dumps({"tool": call[0], "arguments": call[1]})


def as_open_json(call: Call) -> str:
    """As an object over lines, with a comma too many, letters as they are."""
    made = {"name": call[0], "parameters": call[1]}
    text = json.dumps(made, indent=2, ensure_ascii=False)
    return text.replace("\n  }\n}", ",\n  },\n}")


def as_flat_json(call: Call) -> str:
    """As an object with the arguments beside the name."""
    return json.dumps({"action": call[0], **call[1]}, ensure_ascii=False)


FORMS: tuple[Callable[[Call], str], ...] = (
    *(as_element, as_loose_element, as_lines, as_attributes),
    *(as_json, as_open_json, as_flat_json),
)
TAGGED = (as_element, as_loose_element)


def _fits(form: Callable[[Call], str], call: Call) -> bool:
    """Whether a form can hold these values without changing them.

    Tags of calls in a value are escaped by ours alone; lines cannot begin like keys.
    """
    values = "\n".join(call[1].values())
    if form in (as_json, as_open_json, as_flat_json):
        return True
    if form is as_attributes and (call[0] == "note" or "'" in values):
        return False
    return form is as_lines or "&lt;" not in as_element(call) or "<" not in values


@st.composite
def made(draw: st.DrawFn) -> Part:
    """One call, or several, in one of the forms."""
    how = draw(st.sampled_from(["plain", "fence", "list", "row", "after words"]))
    some = draw(st.lists(calls(), min_size=1, max_size=1 if how == "plain" else 2))
    if how in ("list", "row"):
        objects = (",\n" if draw(st.booleans()) else ", ").join(map(as_json, some))
        return Part(
            text=f"[{objects}]" if how == "list" else objects, calls=tuple(some)
        )
    form = draw(st.sampled_from(FORMS))
    if not all(_fits(form, call) for call in some):
        form = as_json
    text = "\n".join(map(form, some))
    if how == "after words" and form in TAGGED:
        text = f"{draw(SENTENCES)} {text}"
    if how == "fence" and not any(
        "```" in value for _, v in some for value in v.values()
    ):
        text = f"```{draw(st.sampled_from(['', 'xml', 'json']))}\n{text}\n```"
    return Part(text=text, calls=tuple(some))


@st.composite
def unmade(draw: st.DrawFn) -> Part:
    """Something that has the looks of a call, and is none."""
    call = draw(calls())
    line = as_element(call).replace("\n", " ").replace("`", "")
    quoted = "\n".join(f"> {each}" for each in as_element(call).splitlines())
    words = draw(SENTENCES)
    return Part(
        text=draw(
            st.sampled_from(
                [
                    f"What I never do is `{line}` as such.",
                    f"They wrote:\n{quoted}\n{words}",
                    f"{words}\n```\n{words}\n{MAIL}\n```\n{words}",
                    f"{words}\n```\n<note>\n<text>...</text>\n</note>\n```\n{words}",
                    "One could write <note><text>...</text></note> for that, I think.",
                    f"I would send {WITHDRAWAL} but there is no need.",
                    "I could use <send_email> or <note> and will not.",
                    "<erase_disk><code>1</code></erase_disk>",
                    '{"tool": "erase_disk", "arguments": {"code": "1"}}',
                    '{"name": "Ida", "arguments": "both sound"}',
                    f"{words} </send_email> {words}",
                    "```python\nprint('send')\n```",
                ]
            )
        )
    )


@st.composite
def notes(draw: st.DrawFn) -> Part:
    """Private notes with anything in them."""
    tag = draw(st.sampled_from(["private_notes", "thinking", "SCRATCHPAD_REASONING"]))
    inner = draw(st.lists(st.one_of(PROSE.map(_words), made(), unmade()), max_size=3))
    text = "\n".join(part.text for part in inner)
    return Part(text=f"<{tag}>\n{text}\n</{tag}>", private=True)


def _words(text: str) -> Part:
    """A part of neutral words."""
    return Part(text=text)


def parts() -> st.SearchStrategy[Part]:
    """Any part of a reply."""
    return st.one_of(PROSE.map(_words), made(), made(), unmade(), notes())


def replies() -> st.SearchStrategy[Drawn]:
    """A reply that begins with words."""
    return st.builds(
        lambda first, rest: Drawn(parts=(Part(text=first), *rest)),
        SENTENCES,
        st.lists(parts(), max_size=5),
    )
