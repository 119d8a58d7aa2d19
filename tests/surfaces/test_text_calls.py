"""Calls in the many forms in which models write them, and what they may hold."""

from __future__ import annotations

import json

import pytest

from cornered.core.errors import UnknownName
from cornered.surfaces.text_calls import Dialect, Syntax, read, shown
from tests.surfaces.dialects import (
    DIALECT,
    FORWARD,
    JSON_MAIL,
    LINES,
    LIST,
    MAIL,
    NOTE,
    OBJECT,
    SEND,
    TRUNCATED,
    WITHDRAW,
    mail,
    only,
    outline,
)

SENT = ("send_email", {"to": "ida@quay.example", "subject": "Rota"})

SAME = {
    "our form": MAIL,
    "the study's wrapper with lines inside": (
        f"<tool_use:email>\n{LINES}\n</tool_use:email>"
    ),
    "lines inside our tags": f"<send_email>\n{LINES}\n</send_email>",
    "values in quotes, with commas after them": (
        "<send_email>\nto: \"ida@quay.example\",\nsubject: 'Rota',\n"
        'body: "All is set.",\n</send_email>'
    ),
    "lines in braces that are no JSON": (
        '<tool_use:email>\n{\nto: "ida@quay.example",\nsubject: Rota,\n'
        "body: All is set.,\n}\n</tool_use:email>"
    ),
    "a value on the line after its key": (
        "<tool_use:email>\nto:\n  ida@quay.example\nsubject: Rota\n"
        "body:\nAll is set.\n</tool_use:email>"
    ),
    "keys in bold": (
        "<send_email>\n**To:** ida@quay.example\n**Subject:** Rota\n"
        "**Body:** All is set.\n</send_email>"
    ),
    "JSON inside the tag": f"<send_email>{OBJECT}</send_email>",
    "JSON inside the tag with a trailing comma": (
        f"<send_email>\n{OBJECT[:-1]},\n}}\n</send_email>"
    ),
    "attributes, and the body as content": (
        '<send_email to="ida@quay.example" subject="Rota">All is set.</send_email>'
    ),
    "attributes in an element without content": (
        "<send_email to='ida@quay.example' subject=\"Rota\" body='All is set.' />"
    ),
    "attributes and a body child": (
        '<send_email to=ida@quay.example subject="Rota"><body>All is set.</body>'
        "</send_email>"
    ),
    "any case of tags and arguments": (
        "<Send_Email><TO>ida@quay.example</To><Subject>Rota</SUBJECT>"
        "<Body>All is set.</body></SEND_EMAIL>"
    ),
    "an alias of an argument": MAIL.replace("<to>", "<recipient>").replace(
        "</to>", "</recipient>"
    ),
    "a closing tag that is an alias of the opening one": MAIL.replace(
        "</send_email>", "</tool_use:email>"
    ),
    "arguments in another order": (
        "<send_email><body>All is set.</body><subject>Rota</subject>"
        "<to>ida@quay.example</to></send_email>"
    ),
    "Windows line ends": MAIL.replace("\n", "\r\n"),
    "a fence around the call": f"```xml\n{MAIL}\n```",
    "a fence on the call's own lines": f"```{MAIL}```",
    "a fence around the whole reply, words included": f"```\nI write.\n{MAIL}\n```",
    "a fence that is never closed": f"Here:\n```\n{MAIL}",
    "after private notes": f"<private_notes>Hm.</private_notes>{MAIL}",
    "after words on its line": f"Done: {MAIL} Bye.",
    "after a bare mention of the tag": f"I will use <send_email> for that.\n\n{MAIL}",
    "after a mention in inline code": f"I will use `<send_email>` for that.\n\n{MAIL}",
    "between stray words inside the element": MAIL.replace(
        "<subject>", "and <subject>"
    ),
    "after a mention, and before one": (
        f"I could use <note> or <send_email>.\n\n{MAIL}\n\nI used no <note>, whose "
        "<text> is free."
    ),
    "with an empty optional argument": MAIL.replace("<body>", "<cc></cc>\n<body>"),
    "with an optional argument left as shown": MAIL.replace(
        "<body>", "<cc>...</cc>\n<body>"
    ),
    "JSON that stands alone": JSON_MAIL,
    "JSON in a fence": f"So:\n```json\n{JSON_MAIL}\n```",
    "JSON with name for tool": JSON_MAIL.replace('"tool"', '"name"'),
    "JSON with input for arguments": JSON_MAIL.replace('"arguments"', '"input"'),
    "JSON with action for tool": JSON_MAIL.replace('"tool"', '"action"').replace(
        '"arguments"', '"action_input"'
    ),
    "JSON with the arguments beside the name": JSON_MAIL.replace(
        '"arguments": {', ""
    ).replace("}}", "}"),
    "JSON with the tool for a key": f'{{"send_email": {OBJECT}}}',
    "JSON of a function whose arguments are a text": json.dumps(
        {
            "type": "function",
            "function": {"name": "send_email", "arguments": OBJECT},
        }
    ),
    "JSON in a tag of its own": f"<tool_call>\n{JSON_MAIL}\n</tool_call>",
    "JSON in a tag of its own, on one line": f"So.<tool_call>{JSON_MAIL}</tool_call>",
    "JSON in a list of one": f"[{JSON_MAIL}]",
    "JSON in a fenced list": f"```json\n[\n  {JSON_MAIL},\n]\n```",
    "JSON over several lines, with trailing commas": json.dumps(
        json.loads(JSON_MAIL), indent=2
    ).replace('set."', 'set.",'),
    "JSON with a list of one address": JSON_MAIL.replace(
        '"ida@quay.example"', '["ida@quay.example"]'
    ),
    "JSON with null for what is left out": JSON_MAIL.replace(
        '"subject"', '"cc": null, "subject"'
    ),
}


@pytest.mark.parametrize("text", SAME.values(), ids=SAME.keys())
def test_one_call_in_many_forms(text: str) -> None:
    tool, head = SENT
    assert outline(text) == [tool]
    assert only(text) == head | {"body": "All is set."}


BODIES = {
    "markup": "It is <b>urgent</b>.",
    "an argument's tag": "Write <to>Ida</to> in the form.",
    "the body's closing tag": "Mind the </body> tag.",
    "a whole element of the body's name": "<html><body>Hello</body></html>",
    "a call's opening tag": "Use the <send_email> tag.",
    "a whole call": f"It wrote this:\n{MAIL}\nWhat now?",
    "another tool's call": "<withdraw_call><code>7</code></withdraw_call>",
    "key lines": "To: Ida\nSubject: none",
    "a fenced block": "Run this:\n```\nls\n```\nand wait.",
    "inline code": "Run `</body>` and `x`.",
    "braces": '{"tool": "send_email"}',
    "an address in angle brackets": "Ask Ida Roe <ida@quay.example>.",
    "entities": "Fish &amp; chips &lt;cheap&gt;",
    "an apostrophe that is a backtick": "I can`t and won`t.",
    "brackets in running text": "Dear [Name], all is set.",
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES.keys())
def test_body_is_kept_whatever_it_holds(body: str) -> None:
    text = MAIL.replace("All is set.", body)
    assert only(text + "\nBye.")["body"] == body


@pytest.mark.parametrize(
    "address",
    ["Ida Roe <ida@quay.example>", '"Roe, Ida" <ida@quay.example>, bo@quay.example'],
)
@pytest.mark.parametrize("form", ["children", "lines", "JSON"])
def test_display_names_survive(address: str, form: str) -> None:
    source = {
        "children": MAIL,
        "lines": SAME["lines inside our tags"],
        "JSON": JSON_MAIL,
    }[form]
    inner = json.dumps(address)[1:-1] if form == "JSON" else address
    assert only(source.replace("ida@quay.example", inner))["to"] == address


@pytest.mark.parametrize(
    "written",
    [
        "Ida Roe &lt;ida@quay.example&gt;",
        "&quot;Roe, Ida&quot; &lt;ida@quay.example&gt;",
    ],
)
def test_an_address_that_was_escaped_as_markup_is_one(written: str) -> None:
    for text in (MAIL, SAME["lines inside our tags"]):
        escaped = only(text.replace("ida@quay.example", written))
        assert escaped["to"].endswith(" <ida@quay.example>")
        assert "&" not in escaped["to"]
    assert only(MAIL.replace("All is set.", written))["body"] == written


def test_a_list_of_addresses_in_an_element_is_what_it_is_in_json() -> None:
    two = MAIL.replace("ida@quay.example", '["ida@quay.example", "b@c.example"]')
    assert only(two)["to"] == "ida@quay.example, b@c.example"
    subject = MAIL.replace("Rota", '["Rota"]')
    assert only(subject)["subject"] == '["Rota"]'


def test_a_body_beside_attributes_may_hold_lines_like_keys() -> None:
    text = '<send_email to="ida@quay.example" subject="Rota">Hi.\nTo: all</send_email>'
    assert only(text)["body"] == "Hi.\nTo: all"


def test_display_name_in_an_attribute_survives() -> None:
    text = '<forward_email id="12" to="Ida <ida@quay.example>"/>'
    assert only(text) == {"email_id": "12", "to": "Ida <ida@quay.example>"}


def test_several_recipients_in_a_json_list_are_those_of_a_line() -> None:
    two = JSON_MAIL.replace('"ida@quay.example"', '["Ida <ida@quay.example>", "b@c.d"]')
    assert only(two)["to"] == "Ida <ida@quay.example>, b@c.d"
    none = JSON_MAIL.replace('"subject"', '"cc": [], "subject"')
    assert "cc" not in only(none)


def test_order_and_repeats_are_kept() -> None:
    withdraw = "<withdraw_call><code>4410</code></withdraw_call>"
    text = f"{MAIL}\n{withdraw}{MAIL}\n\n{MAIL}\nDone."
    tools = ["send_email", "withdraw_call", "send_email", "send_email"]
    assert outline(text) == tools


def test_a_call_after_an_unclosed_one_counts_if_the_free_text_was_closed() -> None:
    assert outline(TRUNCATED + MAIL) == ["send_email: unclosed", "send_email"]


def test_a_call_after_an_open_body_cannot_be_told_from_a_quotation() -> None:
    open_body = TRUNCATED.replace("</body>", "")
    assert outline(open_body + MAIL) == ["send_email: unclosed"]


def test_an_example_left_open_in_a_fence_ends_with_the_fence() -> None:
    text = f"The form begins so:\n```\n<send_email>\n<to>x</to>\n```\n{MAIL}"
    assert outline(text)[-1] == "send_email"


def test_one_id_by_its_alias_and_without_a_body() -> None:
    text = "<tool_use:forward>\nid: 12\nto: ida@quay.example\n</tool_use:forward>"
    assert only(text) == {"email_id": "12", "to": "ida@quay.example"}


def test_numbers_in_json_are_kept_as_written() -> None:
    text = '{"tool": "withdraw_call", "arguments": {"code": 4410}}'
    assert only(text) == {"code": "4410"}


@pytest.mark.parametrize("text", ["<list_mail/>", "<list_mail></list_mail>"])
def test_a_tool_without_arguments(text: str) -> None:
    assert only(text) == {}


def test_words_notes_and_offsets() -> None:
    text = (
        f"Dear all,\n<thinking>Hm.</thinking>\n{MAIL}\nBye.\n<thinking>So.</thinking>"
    )
    reading = read(text, DIALECT)
    assert reading.words == "Dear all,\n\nBye."
    assert reading.notes == "Hm.\n\nSo."
    assert not reading.notes_unclosed
    (call,) = reading.calls
    assert text[call.start : call.end] == MAIL


def test_notes_inside_a_call_are_cut_out_of_it() -> None:
    text = MAIL.replace("<subject>", "<thinking>to Bo?</thinking><subject>")
    reading = read(text, DIALECT)
    (call,) = reading.calls
    assert text[call.start : call.end] == text
    assert reading.notes == "to Bo?"
    assert only(text) == only(MAIL)


def test_cutting_notes_out_makes_no_tag() -> None:
    assert outline("<note<thinking></thinking>><text>x</text></note>") != ["note"]


def test_unclosed_notes_take_the_rest_and_say_so() -> None:
    reading = read(f"{MAIL}\nWell.\n<private_notes>But\n{MAIL}", DIALECT)
    assert len(reading.calls) == 1
    assert reading.words == "Well."
    assert reading.notes.startswith("But")
    assert reading.notes_unclosed


def test_notes_that_mention_their_own_tag_end_at_their_close() -> None:
    text = f"<thinking>I am in <thinking> tags.</thinking>\n{MAIL}"
    reading = read(text, DIALECT)
    assert not reading.notes_unclosed
    assert len(reading.calls) == 1


def test_notes_tag_in_inline_code_is_a_mention() -> None:
    reading = read("I wrote no `<private_notes>`.", DIALECT)
    assert reading.words == "I wrote no `<private_notes>`."


def test_without_tools_or_notes_tags_all_is_words() -> None:
    assert read(MAIL, Dialect(tools={})).words == MAIL


def test_shown_puts_free_text_last_and_names_what_may_be_left_out() -> None:
    lines = shown(SEND, "Send a mail.").splitlines()
    assert lines[:3] == ["Send a mail.", "<send_email>", "<to>name@firm.com</to>"]
    assert lines[-4:-2] == ["...", "</body>"]
    assert lines[-1] == "May be left out: cc."


@pytest.mark.parametrize("syntax", [SEND, FORWARD, WITHDRAW, NOTE, LIST])
def test_an_echo_of_the_shown_syntax_is_never_a_call(syntax: Syntax) -> None:
    echo = shown(syntax, "What it does.")
    assert outline(echo) == [f"{syntax.tool}: template"]


def test_names_that_lead_nowhere_raise() -> None:
    with pytest.raises(UnknownName, match="unknown argument 'text'"):
        Syntax(tool="x", required=("to",), text_argument="text")
    with pytest.raises(UnknownName, match="unknown tool 'mail'"):
        Dialect(tools={"note": NOTE}, tag_aliases={"m": "mail"})


def test_written_values_cannot_end_the_call() -> None:
    body = f"</body></send_email>\n{MAIL}\n<send_email>"
    assert outline(mail(body=body)) == ["send_email"]
