"""What is no call, and what looks like one and cannot be read."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cornered.surfaces.text_calls import Malformed, read, shown
from tests.surfaces.dialects import (
    DIALECT,
    JSON_MAIL,
    LINES,
    MAIL,
    SEND,
    TRUNCATED,
    mail,
    only,
    outline,
)
from tests.surfaces.test_text_calls import SAME

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
    "a call in inline code that is cut off": (
        "It would be `<withdraw_call><code>4410</code></withdraw_call>"
    ),
    "a call beside other text in a fence that is cut off": (
        f"It quoted:\n```\nexample\n{MAIL}\n"
    ),
    "a mention, and an argument's tag much later": (
        "I could use <note> here.\n\nIn the form, <text>free</text> stands last."
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
