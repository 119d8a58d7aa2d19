"""Dialect: which text counts as a call, and how calls are shown and written."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from cornered.core.errors import UnknownName
from cornered.surfaces.channels import one_of

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, kw_only=True)
class Syntax:
    """How one tool is called in text."""

    tool: str
    """The tool's id; also the name of the element."""
    required: tuple[str, ...]
    """Arguments that must be there and not be empty, as the example shows them."""
    optional: tuple[str, ...] = ()
    """Arguments that may be left out."""
    text_argument: str | None = None
    """The one argument that holds free text, or None."""
    example: Mapping[str, str] = field(default_factory=dict)
    """The values shown to models; a call that gives them back is an echo."""

    def __post_init__(self) -> None:
        """Check that the text argument and the example name arguments."""
        text = () if self.text_argument is None else (self.text_argument,)
        for name in (*text, *self.example):
            if name not in self.arguments:
                error = UnknownName.among("argument", name, self.arguments)
                raise error

    @property
    def arguments(self) -> tuple[str, ...]:
        """All arguments, the required ones first."""
        return (*self.required, *self.optional)


@dataclass(frozen=True, kw_only=True)
class Dialect:
    """What a reply may call, and by which names."""

    tools: Mapping[str, Syntax]
    """Tool id -> how it is called; each id is itself a tag."""
    tag_aliases: Mapping[str, str] = field(default_factory=dict)
    """Further tag -> tool id."""
    argument_aliases: Mapping[str, str] = field(default_factory=dict)
    """Further argument name -> argument, for the tools that have that argument."""
    notes_tags: tuple[str, ...] = ()
    """Tags around private notes."""
    json_calls: bool = False
    """Whether a JSON object that stands alone in the text may be a call."""
    ignore_unknown: bool = False
    """Whether arguments that the tool lacks are left out, not an error."""

    def __post_init__(self) -> None:
        """Check that all names lead to tools."""
        for name in (
            *(syntax.tool for syntax in self.tools.values()),
            *self.tag_aliases.values(),
        ):
            if name not in self.tools:
                error = UnknownName.among("tool", name, self.tools)
                raise error

    @cached_property
    def tags(self) -> dict[str, str]:
        """Tag in lower case -> tool id."""
        aliases = {tag.lower(): tool for tag, tool in self.tag_aliases.items()}
        return aliases | {tool.lower(): tool for tool in self.tools}

    def argument(self, tool: str, name: str) -> str | None:
        """The argument of `tool` that `name` stands for, or None.

        Case, and whether words are joined by space, hyphen or underscore, is ignored.
        """
        return self._names[tool].get(plain(name))

    @cached_property
    def free_text(self) -> dict[str, frozenset[str]]:
        """Name of a free-text argument in lower case -> ids of the tools that have it."""
        tools: dict[str, set[str]] = {}
        for tool, syntax in self.tools.items():
            for name in (*syntax.arguments, *self.argument_aliases):
                argument = self.argument(tool, name)
                if argument is not None and argument == syntax.text_argument:
                    tools.setdefault(name.lower(), set()).add(tool)
        return {name: frozenset(having) for name, having in tools.items()}

    @cached_property
    def _names(self) -> dict[str, dict[str, str]]:
        """Tool id -> plain name -> argument."""
        aliases = {plain(key): plain(to) for key, to in self.argument_aliases.items()}
        tables = {}
        for tool, syntax in self.tools.items():
            own = {plain(item): item for item in syntax.arguments}
            further = {name: own[to] for name, to in aliases.items() if to in own}
            tables[tool] = further | own
        return tables


def plain(name: str) -> str:
    """An argument name without regard to case and to what joins its words.

    Examples:
        >>> plain("Email ID")
        'email_id'
    """
    return re.sub(r"[\s-]+", "_", name.strip().lower())


def shown(syntax: Syntax, description: str) -> str:
    """The block that shows models how to call one tool.

    Args:
        syntax: The tool's syntax; its example fills the block.
        description: What the tool does.

    Returns:
        The description, the element with one child per argument (free text last), and
        which of them may be left out.
    """
    lines = [description, f"<{syntax.tool}>"]
    text = syntax.text_argument
    for name in sorted(syntax.arguments, key=lambda item: item == text):
        value = syntax.example.get(name, "...")
        block = "\n" if name == text else ""
        lines.append(f"<{name}>{block}{value}{block}</{name}>")
    lines.append(f"</{syntax.tool}>")
    if syntax.optional:
        lines.append(f"May be left out: {', '.join(syntax.optional)}.")
    return "\n".join(lines)


def written(tool: str, arguments: Mapping[str, str]) -> str:
    """A call in our form.

    A `<` in a value that would begin one of the call's own tags becomes `&lt;`, so no
    value can end the call or its argument early; nothing else is changed.

    Examples:
        >>> print(written("note", {"text": "Call Ann."}))
        <note>
        <text>Call Ann.</text>
        </note>
    """
    own = re.compile(rf"<(?=/?{one_of((tool, *arguments))}(?![\w:.-]))")
    lines = [f"<{tool}>"]
    for name, value in arguments.items():
        block = "\n" if "\n" in value else ""
        lines.append(f"<{name}>{block}{own.sub('&lt;', value)}{block}</{name}>")
    lines.append(f"</{tool}>")
    return "\n".join(lines)
