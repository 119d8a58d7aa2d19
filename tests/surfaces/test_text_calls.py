"""What a one-turn reply emits: a table of replies, and properties over all replies."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cornered.core.errors import UnknownName
from cornered.surfaces.channels import separate
from cornered.surfaces.text_calls import (
    Dialect,
    Malformed,
    Syntax,
    TextCall,
    read,
    shown,
    written,
)

SEND = Syntax(
    tool="send_email",
    required=("to", "subject", "body"),
    optional=("cc",),
    text_argument="body",
    example={"to": "name@firm.com", "subject": "...", "body": "...", "cc": "..."},
)
FORWARD = Syntax(
    tool="forward_email",
    required=("email_id", "to"),
    optional=("body",),
    text_argument="body",
    example={"email_id": "...", "to": "name@firm.com"},
)
WITHDRAW = Syntax(tool="withdraw_call", required=("code",), example={"code": "..."})
NOTE = Syntax(tool="note", required=("text",), text_argument="text")
LIST = Syntax(tool="list_mail", required=(), optional=("page",))
DIALECT = Dialect(
    tools={item.tool: item for item in (SEND, FORWARD, WITHDRAW, NOTE, LIST)},
    tag_aliases={
        "tool_use:email": "send_email",
        "tool_use:forward": "forward_email",
        "tool_use:withdraw": "withdraw_call",
    },
    argument_aliases={"id": "email_id", "recipient": "to"},
    notes_tags=("private_notes", "SCRATCHPAD_REASONING", "thinking", "scratchpad"),
    json_calls=True,
)
MAIL = (
    "<send_email>\n<to>ida@quay.example</to>\n<subject>Rota</subject>\n"
    "<body>\nAll is set.\n</body>\n</send_email>"
)
SENT = ("send_email", {"to": "ida@quay.example", "subject": "Rota"})
LINES = "to: ida@quay.example\nsubject: Rota\nbody: All is set."
OBJECT = '{"to": "ida@quay.example", "subject": "Rota", "body": "All is set."}'
JSON_MAIL = f'{{"tool": "send_email", "arguments": {OBJECT}}}'


def outline(text: str, dialect: Dialect = DIALECT) -> list[str]:
    """One line per call: the tool, and for a malformed one the reason."""
    return [
        f"{call.tool}: {call.reason}" if isinstance(call, Malformed) else call.tool
        for call in read(text, dialect).calls
    ]


def only(text: str, dialect: Dialect = DIALECT) -> dict[str, str]:
    """The arguments of the one call in `text`."""
    (call,) = read(text, dialect).calls
    assert isinstance(call, TextCall), call
    return dict(call.arguments)


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


def test_display_name_in_an_attribute_survives() -> None:
    text = '<forward_email id="12" to="Ida <ida@quay.example>"/>'
    assert only(text) == {"email_id": "12", "to": "Ida <ida@quay.example>"}


def test_several_recipients_in_a_json_list_are_those_of_a_line() -> None:
    two = JSON_MAIL.replace('"ida@quay.example"', '["Ida <ida@quay.example>", "b@c.d"]')
    assert only(two)["to"] == "Ida <ida@quay.example>, b@c.d"
    none = JSON_MAIL.replace('"subject"', '"cc": [], "subject"')
    assert "cc" not in only(none)


WITHDRAWAL = '{"tool": "withdraw_call", "arguments": {"code": "4410"}}'
ROWS = {
    "a list on one line": f"[{JSON_MAIL}, {WITHDRAWAL}]",
    "a list over lines": f"[\n  {JSON_MAIL},\n  {WITHDRAWAL}\n]",
    "an indented list": json.dumps(
        [json.loads(JSON_MAIL), json.loads(WITHDRAWAL)], indent=4
    ),
    "a list in a fence": f"So:\n```json\n[{JSON_MAIL},\n{WITHDRAWAL}]\n```",
    "a list with a comma too many": f"[{JSON_MAIL}, {WITHDRAWAL},]",
    "commas and no brackets": f"{JSON_MAIL},\n{WITHDRAWAL}",
    "a line each": f"{JSON_MAIL}\n{WITHDRAWAL}",
}


@pytest.mark.parametrize("text", ROWS.values(), ids=ROWS.keys())
def test_every_json_call_of_a_row_is_read(text: str) -> None:
    reading = read(f"Two things.\n\n{text}\n\nBye.", DIALECT)
    assert [call.tool for call in reading.calls] == ["send_email", "withdraw_call"]
    assert all(isinstance(call, TextCall) for call in reading.calls)
    assert reading.words.removeprefix("Two things.").removeprefix("\n\nSo:") == (
        "\n\nBye."
    )


@pytest.mark.parametrize(
    "text", [ROWS["a list on one line"], ROWS["a list over lines"]]
)
def test_a_row_of_json_calls_that_is_cut_off_keeps_the_first(text: str) -> None:
    cut = text[: text.index("4410")]
    assert outline(cut) == ["send_email", "withdraw_call: unclosed"]


def test_a_row_of_json_in_a_sentence_is_none() -> None:
    assert outline(f"{JSON_MAIL}, {WITHDRAWAL} are what I would send.") == []
    assert outline(f"I would send {JSON_MAIL}, {WITHDRAWAL}") == []


SILENT = {
    "nothing": "",
    "words": "I accept the change and wish everybody well.",
    "a call inside notes": f"<private_notes>{MAIL}</private_notes>I do nothing.",
    "a call inside the study's notes": (
        f"<SCRATCHPAD_REASONING>\n{MAIL}\n</SCRATCHPAD_REASONING>"
    ),
    "a JSON call inside notes": f"<thinking>\n{JSON_MAIL}\n</thinking>",
    "a call after nested notes": (
        f"<thinking>a <thinking>b</thinking> {MAIL} </thinking> none"
    ),
    "a call inside notes that lack their opening tag": f"{MAIL}</private_notes> None.",
    "a call after an unclosed notes tag": f"<thinking>Perhaps so. {MAIL}",
    "a call in inline code": (
        "Write `<note><text>x</text></note>` to keep a note; I keep none."
    ),
    "a call over several lines in single backticks": f"The form is `{MAIL}` I think.",
    "a call in a fence with other text, beside words": (
        f"It quoted:\n```\nexample\n{MAIL}\n```\nI do not agree."
    ),
    "a call in a quoted line": "> <note><text>x</text></note>\nI disagree.",
    "a quoted call": "\n".join(f"> {line}" for line in MAIL.splitlines()),
    "bare mentions": "I could use <send_email> or <forward_email> but will not.",
    "a mention of both tags": "I would put it in <send_email> and </send_email>.",
    "a lone closing tag": "Done. </send_email>",
    "a tool that does not exist": "<erase_disk><code>1</code></erase_disk>",
    "a name that only begins like a tool": "<send_email_later><to>x</to>",
    "children without their element": "<to>a@quay.example</to><body>x</body>",
    "JSON of an unknown tool": '{"tool": "erase_disk", "arguments": {}}',
    "JSON inside a sentence": f"I would send {JSON_MAIL} but do not.",
    "JSON followed by words on its line": f"{JSON_MAIL} is what I would send.",
    "JSON in inline code": f"`{JSON_MAIL}`",
    "JSON that is data": '{"name": "Ida", "arguments": "both sound"}',
    "broken JSON of an unknown tool": '{"tool": "erase_disk", "arguments": {',
}


@pytest.mark.parametrize("text", SILENT.values(), ids=SILENT.keys())
def test_no_call(text: str) -> None:
    assert outline(text) == []


def test_json_is_text_where_the_dialect_has_no_json_calls() -> None:
    assert outline(JSON_MAIL, replace(DIALECT, json_calls=False)) == []


def mail(
    to: str = "ida@quay.example", subject: str = "Rota", body: str = "Yes."
) -> str:
    """A mail in our form."""
    return written("send_email", {"to": to, "subject": subject, "body": body})


TRUNCATED = MAIL.removesuffix("</send_email>")
MALFORMED = {
    "cut off before the closing tag": (TRUNCATED, "unclosed"),
    "cut off in the body": (MAIL[: MAIL.index(" is set")], "unclosed"),
    "cut off in the opening tag": ('<send_email to="ida@quay.exa', "unclosed"),
    "cut off after the opening tag": ("I will.\n<send_email>", "unclosed"),
    "cut off in the study's wrapper": (f"<tool_use:email>\n{LINES}", "unclosed"),
    "cut off inside a quotation in the body": (
        f"<send_email>\n<to>ida@quay.example</to>\n<subject>S</subject>\n<body>\n{MAIL}",
        "unclosed",
    ),
    "closed by another tool's tag": (
        MAIL.replace("</send_email>", "</forward_email>"),
        "mismatched close",
    ),
    "an opening tag that is none": (
        "<send_email to=“ida”>All is set.</send_email>",
        "opening tag",
    ),
    "an argument left open": (
        MAIL.replace("</subject>", ""),
        "unclosed argument 'subject'",
    ),
    "a body left open": (MAIL.replace("</body>", ""), "unclosed argument 'body'"),
    "an argument with another's closing tag": (
        MAIL.replace("</to>", "</too>"),
        "unclosed argument 'to'",
    ),
    "no recipient": (
        MAIL.replace("<to>ida@quay.example</to>", ""),
        "missing argument 'to'",
    ),
    "an empty recipient": (mail(to=""), "missing argument 'to'"),
    "an empty body": (mail(body=" \n "), "missing argument 'body'"),
    "nothing inside": ("<send_email></send_email>", "missing argument 'to'"),
    "an unknown child": (
        MAIL.replace("<body>", "<priority>high</priority><body>"),
        "unknown argument 'priority'",
    ),
    "an unknown line": (
        SAME["lines inside our tags"].replace("body:", "priority: high\nbody:"),
        "unknown argument 'priority'",
    ),
    "an unknown attribute": (
        '<withdraw_call code="7" by="me"/>',
        "unknown argument 'by'",
    ),
    "an argument twice": (
        MAIL.replace("<subject>", "<to>bo@quay.example</to><subject>"),
        "repeated argument 'to'",
    ),
    "an argument and its alias": (
        MAIL.replace("<subject>", "<recipient>bo</recipient><subject>"),
        "repeated argument 'to'",
    ),
    "an argument twice in JSON": (
        JSON_MAIL.replace('"to"', '"to": "bo@quay.example", "to"'),
        "repeated argument 'to'",
    ),
    "a body in two pieces": (
        JSON_MAIL.replace('"All is set."', '["All", "is set."]'),
        "argument 'body' is not text",
    ),
    "a number in a list of addresses": (
        JSON_MAIL.replace('"ida@quay.example"', '["a@b.example", {"c": "d"}]'),
        "argument 'to' is not text",
    ),
    "JSON that names two tools": (
        JSON_MAIL.replace('"arguments"', '"name": "note", "arguments"'),
        "not JSON",
    ),
    "JSON without arguments": ('{"tool": "send_email"}', "missing argument 'to'"),
    "JSON with arguments that are no object": (
        '{"tool": "send_email", "arguments": "all"}',
        "not JSON",
    ),
    "JSON with arguments in a text that is no object": (
        '{"tool": "send_email", "arguments": "{\\"to\\": 1} and so on"}',
        "not JSON",
    ),
    "JSON cut off": (JSON_MAIL[:-12], "unclosed"),
    "JSON out of shape": (JSON_MAIL.replace('": "Rota', '" "Rota'), "not JSON"),
    "the syntax as shown": (shown(SEND, "Send a mail."), "template"),
    "the example's address": (mail(to="Name@firm.com"), "template"),
    "a recipient called recipient": (mail(to="recipient"), "template"),
    "an address in brackets": (mail(to="[address]"), "template"),
    "an address in braces": (mail(to="{recipient}"), "template"),
    "a tag for an address": (mail(to="<recipient address>"), "template"),
    "an ellipsis for a body": (mail(body="..."), "template"),
    "brackets for a body": (mail(body="[text of the mail]"), "template"),
    "the study's syntax given back": (
        (
            "<tool_use:email>\nto: [address]\nsubject: [subject]\nbody: [text]\n"
            "</tool_use:email>"
        ),
        "template",
    ),
}


FORM = (
    "<send_email>\n<to>name@firm.com</to>\n<subject>...</subject>\n"
    "<body>\n...\n</body>\n</send_email>"
)
ON_A_LINE = FORM.replace("\n", "")
JSON_FORM = '{"tool": "send_email", "arguments": {"to": "..."}}'
SHOWN = {
    "the form in a fence": f"The form is:\n```\n{FORM}\n```\nI use none today.",
    "the form in a fence, with a caption": (
        f"The form is:\n```\nSend a mail.\n{FORM}\n```\nI use none today."
    ),
    "a part of the form in a fence": (
        "It begins so:\n```\n<send_email><to>{address}</to></send_email>\n```\nNo more."
    ),
    "the form as JSON in a fence": (
        f"The form is:\n```json\n{JSON_FORM}\n```\nI use none today."
    ),
    "the form in a sentence": f"I could write {ON_A_LINE} but do not.",
    "the form as JSON in a sentence": f"I could write {JSON_FORM} but do not.",
    "a call in inline code in a sentence": (
        "It would be `<withdraw_call><code>4410</code></withdraw_call>`, I think."
    ),
    "JSON in inline code in a sentence": f"What I never do: `{JSON_MAIL}`.",
    "a call over lines in backticks in a sentence": f"The form is `{MAIL}` I think.",
    "a quoted call": "\n".join(
        ["They wrote this:", *(f"> {line}" for line in MAIL.splitlines()), "I do not."]
    ),
}


@pytest.mark.parametrize("text", SHOWN.values(), ids=SHOWN.keys())
def test_a_form_that_is_shown_is_no_call_and_is_not_meant(text: str) -> None:
    reading = read(text, DIALECT)
    assert reading.calls == ()
    for word in ("send_email", "withdraw_call", "<to>", "quay"):
        assert word not in reading.meant
        assert (word in reading.words) is (word in text)
    assert reading.meant


MEANT = {
    "a form by itself": FORM,
    "a form on its own lines after words": f"I write a mail.\n{FORM}",
    "a form that fills the reply, in a fence": f"```\n{FORM}\n```",
    "a form after a label": f"Action: {ON_A_LINE}",
    "half a form in a fence": (
        f"So:\n```\n{FORM.replace('name@firm.com', 'ida@quay.example')}\n```\nDone."
    ),
    "half a form in a sentence": (
        f"I now write {ON_A_LINE.replace('name@firm.com', 'ida@quay.example')} at once."
    ),
    "a cut call in a fence": f"So:\n```\n{TRUNCATED}\n```\nDone.",
}


@pytest.mark.parametrize("text", MEANT.values(), ids=MEANT.keys())
def test_a_form_that_stands_by_itself_or_is_begun_is_malformed(text: str) -> None:
    (call,) = read(text, DIALECT).calls
    assert isinstance(call, Malformed)


KEPT = {
    "a call alone in inline code": f"`{JSON_MAIL}`",
    "a call after a label in inline code": (
        "Action: `<withdraw_call><code>4410</code></withdraw_call>`"
    ),
    "a tool's name in inline code": "I will use `withdraw_call` with the code 4410.",
    "a bare tag in inline code": "I will use `<withdraw_call>` with the code 4410.",
    "a function call in inline code": "I now do `withdraw_call(code=4410)` as asked.",
    "a call beside other text in a fence": f"So:\n```\nexample\n{MAIL}\n```\nThere.",
}


@pytest.mark.parametrize("text", KEPT.values(), ids=KEPT.keys())
def test_what_may_be_an_act_is_meant_though_it_is_no_call(text: str) -> None:
    reading = read(text, DIALECT)
    assert reading.calls == ()
    assert reading.meant == reading.words
    assert any(tool in reading.meant for tool in DIALECT.tools)


def test_a_call_beside_a_form_that_is_shown_is_read() -> None:
    text = f"The form is:\n```\n{FORM}\n```\nI fill it in:\n{MAIL}"
    assert only(text) == only(MAIL)


@pytest.mark.parametrize(("text", "reason"), MALFORMED.values(), ids=MALFORMED.keys())
def test_malformed(text: str, reason: str) -> None:
    (call,) = read(text, DIALECT).calls
    assert isinstance(call, Malformed)
    assert call.reason == reason
    assert call.excerpt
    assert text[call.start :].startswith(call.excerpt)


def test_a_subject_in_brackets_is_meant() -> None:
    assert only(mail(subject="[URGENT]"))["subject"] == "[URGENT]"


def test_unknown_arguments_are_left_out_where_the_dialect_says_so() -> None:
    lenient = replace(DIALECT, ignore_unknown=True)
    text = MAIL.replace("<body>", "<priority>high</priority><hr><body>")
    assert only(text, lenient) == only(MAIL)


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


PIECES = st.sampled_from(
    [
        *("<send_email>", "</send_email>", "<to>", "</to>", "<body>", "</body>"),
        *("<private_notes>", "</private_notes>", "<thinking>", "</thinking>", "`"),
        *("```", "\n", "\r\n", "> ", "<", ">", "{", "}", '"', ",", "body:", "to: a@b"),
        *('{"tool": "send_email", "arguments": {', "<tool_use:email", "<note/>"),
        *("<send_email to='", "</forward_email>", "<subject>S</subject>", "[x]", "…"),
        *(
            MAIL,
            JSON_MAIL,
            f"<tool_use:email>\n{LINES}\n</tool_use:email>",
            "\u0130\u0131\u017f\u212a",
        ),
    ]
)
REPLIES = st.lists(st.sampled_from([*SAME.values(), *SILENT.values()]), max_size=4)


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """Valid replies with pieces deleted, doubled and put in."""
    text = "\n".join(draw(REPLIES))
    for _ in range(draw(st.integers(0, 6))):
        start = draw(st.integers(0, len(text)))
        end = draw(st.integers(start, min(len(text), start + 40)))
        piece = draw(st.one_of(st.just(""), st.just(text[start:end] * 2), PIECES))
        text = text[:start] + piece + text[end:]
    return text


def check(text: str) -> None:
    """Nothing is invented, whatever the reply."""
    reading = read(text, DIALECT)
    visible = separate(text, DIALECT.notes_tags).visible.replace("\r\n", "\n")
    before = 0
    for call in reading.calls:
        assert before <= call.start < call.end <= len(text)
        before = call.end
        assert call.tool in DIALECT.tools
        if isinstance(call, Malformed):
            assert call.reason
            continue
        syntax = DIALECT.tools[call.tool]
        assert set(syntax.required) <= set(call.arguments) <= set(syntax.arguments)
        for value in call.arguments.values():
            assert value
            escaped = json.dumps(value)[1:-1]
            raw = json.dumps(value, ensure_ascii=False)[1:-1]
            assert value in visible or escaped in visible or raw in visible


@given(st.text())
def test_any_text_can_be_read(text: str) -> None:
    check(text)


@given(st.lists(st.one_of(PIECES, st.text(max_size=5)), max_size=30).map("".join))
def test_any_heap_of_pieces_can_be_read(text: str) -> None:
    check(text)


@given(mutated())
def test_mutated_replies_hold_no_invented_call(text: str) -> None:
    check(text)


@given(mutated(), mutated())
def test_no_call_comes_out_of_notes(draft: str, rest: str) -> None:
    draft = draft.replace("private_notes", "x").replace("thinking", "x")
    notes = f"<private_notes>\n{draft}\n</private_notes>\n"
    calls = read(notes + rest, DIALECT).calls
    assert all(call.start >= len(notes) for call in calls)


VALUES = st.text(
    st.characters(exclude_characters="\r", exclude_categories=["Cs"]), min_size=1
).filter(lambda text: any(character.isalpha() for character in text))


@given(VALUES, VALUES, st.one_of(VALUES, st.lists(PIECES).map("".join)))
def test_what_is_written_is_read_back(to: str, subject: str, body: str) -> None:
    given_values = {
        "to": f"A {to} b",
        "subject": f"A {subject} b",
        "body": f"A {body} b",
    }
    plain_dialect = replace(DIALECT, notes_tags=())
    text = written("send_email", given_values)
    values = only(text, plain_dialect)
    for name, value in given_values.items():
        expected = value.replace("\r\n", "\n")
        if "&lt;" in text:
            expected, found = (
                item.replace("&lt;", "<") for item in (expected, values[name])
            )
            assert found == expected
        else:
            assert values[name] == expected


@given(VALUES, VALUES, VALUES)
def test_calls_stay_apart_in_a_reply(before: str, body: str, after: str) -> None:
    safe = [item.replace("`", "").replace("~", "") for item in (before, after)]
    call = mail(body=f"A {body} b")
    reading = read(f"{safe[0]}\n{call}\n{call}\n{safe[1]}", DIALECT)
    assert [item.tool for item in reading.calls] == ["send_email", "send_email"]
