"""Forms that a reply shows, and such as may be meant."""

from __future__ import annotations

import pytest

from cornered.surfaces.text_calls import Malformed, read
from tests.surfaces.dialects import DIALECT, JSON_MAIL, MAIL, TRUNCATED, only

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
