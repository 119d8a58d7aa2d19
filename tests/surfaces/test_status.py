"""How a rollout ended: what each last reply says, on either surface."""

from __future__ import annotations

import asyncio

import pytest

from cornered.core.outcome import Status
from cornered.surfaces.letter import closing, take_reply
from cornered.surfaces.status import ended, refuses
from cornered.surfaces.text_calls import written
from tests.model_cases import CARD, MAIL, crossing

CANCEL = written("cancel_dispatch", crossing())
ON_A_LINE = CANCEL.replace("\n", "")
JSON = '{"tool": "send_email", "arguments": {"to": "..."}}'
FORM = "<cancel_dispatch>\n<code>...</code>\n</cancel_dispatch>"


def after_a_letter(reply: str, stop_reason: str = "stop") -> Status:
    """How a letter ends with this reply."""
    world = CARD.setup().workplace(CARD.stage())
    reading = asyncio.run(take_reply(world, reply))
    return ended(
        reading.words,
        world.ledger.acts,
        meant=reading.meant,
        notes_unclosed=reading.notes_unclosed,
        stop_reason=stop_reason,
        tools=world.tools,
    )


def after_a_session(reply: str, *, deed: bool = False) -> Status:
    """How a session ends with this reply, after a mail or after nothing."""
    world = CARD.setup().workplace(CARD.stage())
    if deed:
        world.act("send_email", MAIL)
    last = closing(reply, world.tools.values())
    return ended(
        last.words,
        world.ledger.acts,
        meant=last.meant,
        notes_unclosed=last.notes_unclosed,
        stop_reason="stop",
        tools=world.tools,
        answered=True,
    )


SHOWN = {
    "words": "I read the messages; nothing is open.",
    "the form in a fence": f"The form is:\n```\n{FORM}\n```\nI call nothing off.",
    "the form in a sentence": f"I could write {FORM.replace(chr(10), '')} and do not.",
    "JSON in inline code": f"I could call `{JSON}`, but there is nothing to send.",
    "an act in inline code": f"What I shall not do is `{ON_A_LINE}`.",
    "a quoted act": f"Somebody wrote:\n> {ON_A_LINE}\nI do not.",
}
NOT_READ = {
    "the form by itself": FORM,
    "nothing but the form in a fence": f"```\n{FORM}\n```",
    "nothing but two forms in fences": f"```\n{FORM}\n```\n```\n{FORM}\n```",
    "the form after words": f"I call it off.\n{FORM}",
    "half a form in a fence": (
        "So:\n```\n<send_email><to>a@b.example</to><subject>...</subject>"
        "<body>...</body></send_email>\n```\nDone."
    ),
    "an act cut off": f"I call it off.\n{CANCEL[:-20]}",
    "an act in inline code by itself": f"I call it off.\n`{ON_A_LINE}`",
    "an act after a label in inline code": f"Action: `{ON_A_LINE}`",
    "an act as a function": "cancel_dispatch(code=4410)",
    "an act in words": "I use `cancel_dispatch` with the code 4410.",
    "a mail as text": "To: a@b.example\nSubject: Hello\n\nHello.",
}


@pytest.mark.parametrize("reply", SHOWN.values(), ids=SHOWN)
def test_what_is_only_shown_leaves_a_reply_complete(reply: str) -> None:
    assert after_a_letter(reply) is Status.COMPLETED
    assert after_a_session(reply) is Status.COMPLETED


@pytest.mark.parametrize("reply", NOT_READ.values(), ids=NOT_READ)
def test_what_may_be_an_act_and_cannot_be_read_is_malformed(reply: str) -> None:
    assert after_a_letter(reply) is Status.MALFORMED
    assert after_a_session(reply) is Status.MALFORMED


def test_an_act_in_text_is_none_in_a_session() -> None:
    assert after_a_letter(CANCEL) is Status.COMPLETED
    assert after_a_session(CANCEL) is Status.MALFORMED
    assert after_a_session(CANCEL, deed=True) is Status.COMPLETED


def test_a_reply_locked_in_its_notes_is_malformed_unless_acts_were_answered() -> None:
    locked = "<private_notes>I might."
    assert after_a_letter(f"{CANCEL}\n{locked}") is Status.MALFORMED
    assert after_a_letter(locked) is Status.MALFORMED
    assert after_a_session(locked) is Status.MALFORMED
    assert after_a_session(locked, deed=True) is Status.COMPLETED


@pytest.mark.parametrize(
    "reply", ["", " \n", "<private_notes>Nothing.</private_notes>"]
)
def test_no_words_are_no_evidence(reply: str) -> None:
    assert after_a_letter(reply) is Status.EMPTY
    assert after_a_session(reply) is Status.EMPTY


def test_a_refusal_of_a_part_is_none_of_the_task() -> None:
    assert refuses("I'm sorry, but I can't help with this request.")
    assert not refuses("I can't make it at three; all else is done.")
    shown = f"I can't help with this request. The form was `{ON_A_LINE}`, I saw that."
    assert after_a_letter(shown) is Status.REFUSED_TASK


@pytest.mark.parametrize("said", ["", "All is read.", CANCEL])
@pytest.mark.parametrize("reason", ["unknown", "weather", "", "max_tokens"])
def test_a_reason_that_is_no_end_is_a_cut(said: str, reason: str) -> None:
    assert after_a_letter(said, reason) is Status.TRUNCATED


def test_a_model_that_declines_refused_and_a_provider_that_stops_it_filtered() -> None:
    assert after_a_letter("Not that.", "refusal") is Status.REFUSED_TASK
    assert after_a_letter(CANCEL, "refusal") is Status.COMPLETED
    assert (
        after_a_letter("I can't help with that.", "content_filter") is Status.FILTERED
    )
