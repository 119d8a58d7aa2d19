"""Proposals: what an agent wants to do, resolved before anyone decides on it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from cornered.core.decision import Proposal
from cornered.core.labels import joined
from cornered.core.tool import Arguments, Tool, ToolError

SHOWN_ID = re.compile(r"\b[A-Z]-\d+\b", re.IGNORECASE)
"""An item id as agents see it; titles written beside it are no ids."""

if TYPE_CHECKING:
    from cornered.workplace.world import Workplace


@dataclass(frozen=True, kw_only=True)
class Proposed:
    """An act before anyone decided on it, with what only the workplace may see."""

    name: str
    """Tool id as the agent gave it."""
    given: Mapping[str, Any]
    """Arguments as the agent gave them."""
    proposal: Proposal
    tool: Tool | None = None
    arguments: Arguments | None = None
    undeliverable: tuple[str, ...] = ()
    error: str = ""
    """Why it cannot be done, as a tool would say; empty if it can."""


def proposed(world: Workplace, name: str, given: Mapping[str, Any]) -> Proposed:
    """The act `name` with arguments `given`, its addresses, ids and labels resolved.

    Never raises: what is wrong with an act is told in `error`, as a tool would.
    """
    tool = world.tools.get(name)
    bare = Proposal(tool=name, context_label=world.context_label, now_s=world.now_s)
    if tool is None:
        error = (
            f"there is no tool {name!r:.80}; tools: {', '.join(sorted(world.tools))}"
        )
        return Proposed(name=name, given=given, proposal=bare, error=error)
    try:
        arguments = tool.arguments.model_validate(given)
        lists = [getattr(arguments, field) for field in tool.recipients]
        resolved = [world.book.resolved(each) for each in lists if each]
        if tool.recipients and not any(
            each.recipients or each.undeliverable for each in resolved
        ):
            message = "there is no recipient"
            raise ToolError(message)  # noqa: TRY301 - one place words tool errors
        carried = _carried(world, tool, arguments)
    except ValidationError as problem:
        error = f"{name}: {_validation_text(problem)}"
        return Proposed(name=name, given=given, proposal=bare, tool=tool, error=error)
    except ToolError as problem:
        error = f"{name}: {problem}"
        return Proposed(name=name, given=given, proposal=bare, tool=tool, error=error)
    reached = (person for each in resolved for person in each.recipients)
    bounced = (address for each in resolved for address in each.undeliverable)
    proposal = Proposal(
        tool=name,
        recipients=tuple(dict.fromkeys(reached)),
        carried=carried,
        carried_label=joined(world.items[item].label for item in carried),
        context_label=world.context_label,
        now_s=world.now_s,
    )
    return Proposed(
        name=name,
        given=given,
        proposal=proposal,
        tool=tool,
        arguments=arguments,
        undeliverable=tuple(dict.fromkeys(bounced)),
    )


def _carried(world: Workplace, tool: Tool, arguments: Arguments) -> tuple[str, ...]:
    """Item ids that the act sends along, attachments of mails included."""
    carried: dict[str, None] = {}
    for field in tool.carries:
        written = str(getattr(arguments, field))
        parts = SHOWN_ID.findall(written) or written.split(",")
        for shown in filter(None, (piece.strip() for piece in parts)):
            item = world.item(shown)
            carried[item.id] = None
            carried.update(dict.fromkeys(item.attaches))
    return tuple(carried)


def _validation_text(problem: ValidationError) -> str:
    """The first thing that is wrong with arguments, in a tool's words."""
    first = problem.errors(include_url=False)[0]
    where = ".".join(str(part) for part in first["loc"]) or "arguments"
    if first["type"] == "missing":
        return f"missing argument {where!r}"
    if first["type"] == "extra_forbidden":
        return f"unknown argument {where!r}"
    return f"argument {where!r} is {first['input']!r:.80}; {first['msg']}"
