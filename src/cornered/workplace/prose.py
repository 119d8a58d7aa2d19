"""Prose: Markdown templates with wordings, rendered strictly and in a sandbox."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from jinja2 import StrictUndefined, Template, TemplateError, UndefinedError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from cornered.core.errors import ProseError

BREAK = re.compile(r"^\* \* \*$", re.MULTILINE)
"""The line that separates wordings: a thematic break in Markdown."""

BLANKS = re.compile(r"\n{3,}")
"""What an empty seam between paragraphs leaves behind."""

FAULTS = (
    TemplateError,
    ArithmeticError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)
"""What a template can raise: its own errors, and those of what it computes."""


def _filled(value: object) -> object:
    """A value that fills a hole; nothing cannot."""
    if value is None:
        message = "a hole is filled with nothing"
        raise UndefinedError(message)
    return value


_JINJA = ImmutableSandboxedEnvironment(
    undefined=StrictUndefined, finalize=_filled, trim_blocks=True
)
_JINJA.filters["thousands"] = lambda number: f"{number:,}"


@cache
def compiled(text: str) -> Template:
    """The template that `text` is.

    Raises:
        ProseError: If it does not parse, or reaches for another template.
    """
    if re.search(r"\{%[-+]?\s*(import|include|extends|from)\b", text):
        message = f"template {_opening(text)!r} must not import or include another"
        raise ProseError(message)
    try:
        return _JINJA.from_string(text)
    except TemplateError as error:
        message = f"template {_opening(text)!r} does not parse: {error}"
        raise ProseError(message) from error


def rendered(text: str, context: Mapping[str, Any], *, where: str) -> str:
    """`text` with its holes filled from `context`, stripped.

    Args:
        text: A Jinja2 template.
        context: Names that it may use.
        where: What it is, for the error message.

    Raises:
        ProseError: If a name is missing, or a hole is left.
    """
    try:
        whole = compiled(text).render(context) if "{" in text else text
    except FAULTS as error:
        message = f"{where}: {str(error) or type(error).__name__}"
        raise ProseError(message) from error
    result = whole.strip()
    if "{" in result or "}" in result:
        message = f"{where}: a brace is left in {_opening(result)!r}"
        raise ProseError(message)
    return BLANKS.sub("\n\n", result)


@cache
def wordings(text: str) -> tuple[str, ...]:
    r"""The wordings of a prose file, each stripped.

    Examples:
        >>> wordings("One.\n* * *\nOther.")
        ('One.', 'Other.')
    """
    return tuple(part.strip() for part in BREAK.split(text))


@cache
def library(folder: Path) -> Mapping[str, str]:
    """The prose files in and below `folder`: relative path -> text; read once.

    Raises:
        ProseError: If a file cannot be read.
    """
    texts = {}
    for path in sorted(folder.rglob("*.md")):
        name = path.relative_to(folder).as_posix()
        try:
            texts[name] = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            message = f"prose file {folder.name}/{name} cannot be read: {error}"
            raise ProseError(message) from error
    return MappingProxyType(texts)


def prose(folder: Path, name: str) -> str:
    """The text of the prose file `name` in `folder`.

    Raises:
        ProseError: If there is none, or it cannot be read.
    """
    try:
        return library(folder)[name]
    except KeyError:
        message = f"prose file {folder.name}/{name} is missing"
        raise ProseError(message) from None


def headed(text: str, *, where: str) -> tuple[str, str]:
    """First line and rest of `text`: a subject or title, and the body.

    Raises:
        ProseError: If the first line is not followed by a blank one.
    """
    first, newline, rest = text.partition("\n\n")
    if not newline or "\n" in first:
        message = (
            f"{where}: the first line is the heading, then a blank line, then the body"
        )
        raise ProseError(message)
    return first.strip(), rest.strip()


def _opening(text: str) -> str:
    """The start of `text`, for a message."""
    return " ".join(text.split())[:60]
