"""Check that a call's arguments are known, complete and not those of the example."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cornered.surfaces.dialect import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from cornered.surfaces.dialect import Dialect, Syntax

_ELLIPSIS = re.compile(r"\.{3,}|…")
_BRACKETED = re.compile(r"\[[^\[\]]*+\]")
_HOLE = re.compile(r"""\{\{?[^{}"\n]*+\}?\}|<[^<>@\n]*+>""")
_ADDRESSEE = frozenset({"recipient", "address", "email address", "recipient address"})


class CallError(Exception):
    """What was written is no complete call; the message is the reason."""


def settled(
    pairs: Iterable[tuple[str, str]], syntax: Syntax, dialect: Dialect
) -> dict[str, str]:
    """The arguments of a complete call, in the order of the syntax.

    An optional argument that is empty, or that still holds its stand-in, is left out.

    Raises:
        CallError: An argument is unknown, repeated or missing, or the call gives the
            example back.
    """
    values: dict[str, str] = {}
    for name, value in pairs:
        argument = dialect.argument(syntax.tool, name)
        if argument is None:
            if dialect.ignore_unknown:
                continue
            message = f"unknown argument {name!r}"
            raise CallError(message)
        if argument in values:
            message = f"repeated argument {argument!r}"
            raise CallError(message)
        values[argument] = value.replace("\r\n", "\n").strip()
    for name in syntax.required:
        if not values.get(name):
            message = f"missing argument {name!r}"
            raise CallError(message)
    if _echoed(values, syntax):
        message = "template"
        raise CallError(message)
    return {
        name: values[name]
        for name in syntax.arguments
        if values.get(name)
        and (name in syntax.required or not _stands_in(name, values[name], syntax))
    }


def unfilled(
    pairs: Iterable[tuple[str, str]], syntax: Syntax, dialect: Dialect
) -> bool:
    """Whether nothing in a call is filled in: it is the form, and says nothing else."""
    for name, value in pairs:
        argument = dialect.argument(syntax.tool, name) or name
        text = value.strip()
        if text and not (
            _stands_in(argument, text, syntax) or _is_label(argument, text, syntax)
        ):
            return False
    return True


def _echoed(values: Mapping[str, str], syntax: Syntax) -> bool:
    """Whether all values, or required ones, are the example's or holes nobody filled.

    One ellipsis, bracketed text or bare word counts where it could not be meant: in the
    first argument, the text or an address. Elsewhere (`[URGENT]` as a subject) two do.
    """
    filled = [name for name, value in values.items() if value]
    if filled and all(_stands_in(name, values[name], syntax) for name in filled):
        return True
    loose = 0
    for name in syntax.required:
        if _stands_in(name, values[name], syntax):
            meant = _ELLIPSIS.fullmatch(values[name]) and not _decisive(name, syntax)
            if not meant:
                return True
            loose += 1
        elif _is_label(name, values[name], syntax):
            if _decisive(name, syntax):
                return True
            loose += 1
    return loose > 1


def _stands_in(name: str, value: str, syntax: Syntax) -> bool:
    """Whether a value is the example's, an ellipsis or a hole in braces."""
    example = syntax.example.get(name, "").strip().lower()
    return bool(
        value.lower() == example or _ELLIPSIS.fullmatch(value) or _HOLE.fullmatch(value)
    )


def _decisive(name: str, syntax: Syntax) -> bool:
    """Whether `name` is the first argument, the text, or an address."""
    first = name in (syntax.required[0], syntax.text_argument)
    return first or "@" in syntax.example.get(name, "")


def _is_label(name: str, value: str, syntax: Syntax) -> bool:
    """Whether a value is in brackets or only says what should stand there."""
    addressee = "@" in syntax.example.get(name, "") and value.lower() in _ADDRESSEE
    named = addressee or plain(value) == plain(name)
    return named or bool(_BRACKETED.fullmatch(value))
