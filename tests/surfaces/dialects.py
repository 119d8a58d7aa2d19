"""A dialect to read replies with, a mail in it, and what a reply is read to hold."""

from __future__ import annotations

from cornered.surfaces.text_calls import (
    Dialect,
    Malformed,
    Syntax,
    TextCall,
    read,
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
TRUNCATED = MAIL.removesuffix("</send_email>")
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


def mail(
    to: str = "ida@quay.example", subject: str = "Rota", body: str = "Yes."
) -> str:
    """A mail in our form."""
    return written("send_email", {"to": to, "subject": subject, "body": body})
