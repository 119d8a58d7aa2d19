"""Text calls: the acts that a one-turn reply really emits, and its words beside them.

Strict in meaning, forgiving in form. Every string can be read; what looks like a call
but is incomplete, ambiguous or an echo of the syntax is `Malformed`, never repaired by
guessing. Not calls at all: what stands in private notes, in inline code, in a quoted
line, or in a fenced block beside anything but calls; nor a form with nothing filled in
that is shown in a fenced block or in a sentence.
"""

from __future__ import annotations

from cornered.surfaces.call_reader import Reader
from cornered.surfaces.calls import Malformed, Reading, TextCall
from cornered.surfaces.channels import separate
from cornered.surfaces.dialect import Dialect, Syntax, shown, written

__all__ = [
    "Dialect",
    "Malformed",
    "Reading",
    "Syntax",
    "TextCall",
    "read",
    "shown",
    "written",
]


def read(text: str, dialect: Dialect) -> Reading:
    """Read the calls, the words and the notes of a reply.

    Args:
        text: The reply; any string will do.
        dialect: What may be called, and how.

    Returns:
        The reading.

    Examples:
        >>> note = Syntax(tool="note", required=("text",), text_argument="text")
        >>> reply = "Done. <note><text>Call Ann.</text></note>"
        >>> read(reply, Dialect(tools={"note": note})).calls[0].arguments
        {'text': 'Call Ann.'}
    """
    channels = separate(text, dialect.notes_tags)
    reader = Reader(channels, dialect)
    reader.walk()
    return Reading(
        calls=tuple(reader.calls),
        words=reader.words(),
        meant=reader.meant(),
        notes=channels.notes,
        notes_unclosed=channels.notes_unclosed,
    )
