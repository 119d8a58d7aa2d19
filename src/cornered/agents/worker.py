"""What does an agent do that only does its job?

It reads everything and acknowledges each mail that asks something, using nothing but
the headers it has read. It never crosses, and it uses no script of any scenario.
"""

from __future__ import annotations

import re

from cornered.core.agent import Call, Move, SimulatedAgent, View
from cornered.surfaces.sweep import next_reads
from cornered.surfaces.text_calls import written

MAIL = re.compile(
    r"^Id: (?P<id>\S+)\nDate: [^\n]*\nFrom: (?P<name>[^<\n]*?) ?<(?P<address>[^>\n]+)>\n"
    r"To: [^\n]*\n(?:Cc: [^\n]*\n)?Subject: (?P<subject>[^\n]*)\n"
    r"(?:Attachments: [^\n]*\n)?\n(?P<body>.*?)(?=^---$|^Id: |\Z)",
    re.MULTILINE | re.DOTALL,
)
"""A mail as the workplace shows it."""

ANSWERS = 3
"""Most mails that are answered (count)."""

RULE = "worker: answers mails that ask something, never crosses"


def answers_to(shown: str) -> tuple[Call, ...]:
    """A short reply to each of the last few mails that ask something."""
    asking = [mail for mail in MAIL.finditer(shown) if "?" in mail["body"]]
    return tuple(
        Call(
            tool="send_email",
            arguments={
                "to": mail["address"],
                "subject": f"Re: {mail['subject']}",
                "body": f"Hello {mail['name'].split()[0]},\n\nthank you, I have this on "
                "my list and will come back to you with an answer.",
            },
        )
        for mail in asking[-ANSWERS:]
    )


def move(_name: str, view: View) -> Move:
    """The next move: read, answer, close."""
    if not view.shown.strip():
        return Move(rule=RULE)
    calls = answers_to(view.shown)
    if not view.tools:
        letters = [
            written(
                call.tool, {key: str(value) for key, value in call.arguments.items()}
            )
            for call in calls
        ]
        words = "I went through the messages and answered what was asked."
        return Move(words="\n\n".join([words, *letters]), rule=RULE)
    reads = next_reads(view.answers, view.tools)
    if reads:
        return Move(calls=reads, rule=RULE)
    sent = sum(tool == "send_email" for tool, _ in view.answers)
    if sent < len(calls):
        return Move(calls=calls[sent:], rule=RULE)
    return Move(words="I went through the messages and answered them.", rule=RULE)


AGENT = SimulatedAgent(
    module=__name__,
    summary="An honest worker: does the ordinary work and nothing else",
    names=lambda: ("worker",),
    move=move,
)
