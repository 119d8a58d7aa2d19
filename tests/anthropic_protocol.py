"""How Anthropic's protocol words a request and an answer, as our scripts have them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.model_server import Reply

STOPS = {
    "": "end_turn",
    "stop": "end_turn",
    "tool_calls": "tool_use",
    "length": "max_tokens",
    "content_filter": "refusal",
}
"""OpenAI's finish reasons, which scripts use, in Anthropic's words; others are its own."""


def asked(body: Mapping[str, Any]) -> dict[str, Any]:
    """A request with the keys that OpenAI's protocol has."""
    turns = list(body["messages"])
    if body.get("system"):
        turns.insert(0, {"role": "system", "content": body["system"]})
    said = [{"role": each["role"], "content": _text(each["content"])} for each in turns]
    tools = [{"function": {"name": tool["name"]}} for tool in body.get("tools") or ()]
    return {**body, "messages": said, "tools": tools}


def _text(content: str | list[dict[str, Any]]) -> str:
    """The words of a message's content."""
    if isinstance(content, str):
        return content
    parts = []
    for block in content:
        inner = block.get("text") or block.get("content") or ""
        parts.append(_text(inner))
    return "\n".join(parts)


def message(number: int, settings: Mapping[str, Any], reply: Reply) -> dict[str, Any]:
    """An answer as the protocol words it."""
    content: list[dict[str, Any]] = []
    if reply.reasoning:
        content.append(
            {"type": "thinking", "thinking": reply.reasoning, "signature": "sig"}
        )
    if reply.redacted:
        content.append({"type": "redacted_thinking", "data": reply.redacted})
    if reply.text:
        content.append({"type": "text", "text": reply.text})
    for place, (tool, arguments) in enumerate(reply.calls):
        content.append(
            {
                "type": "tool_use",
                "id": f"toolu_{number}_{place}",
                "name": tool,
                "input": _object(arguments),
            }
        )
    stop = STOPS.get(reply.finish, reply.finish)
    if reply.calls and not reply.finish:
        stop = "tool_use"
    return {
        "id": f"msg_{number}",
        "type": "message",
        "role": "assistant",
        "model": settings.get("model"),
        "content": content,
        "stop_reason": stop,
        "stop_sequence": None,
        "usage": {"input_tokens": 1, "output_tokens": reply.tokens},
    }


def _object(text: str) -> dict[str, Any]:
    """Arguments as the object that they are; the protocol knows no other."""
    try:
        value = json.loads(text)
    except ValueError:
        return {"text": text}
    return value if isinstance(value, dict) else {"value": value}


def streamed(whole: Mapping[str, Any]) -> bytes:
    """A message as a stream of events."""
    return b"".join(
        f"event: {each['type']}\ndata: {json.dumps(each)}\n\n".encode()
        for each in _events(whole)
    )


def _events(whole: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The events that make up a message."""
    yield {
        "type": "message_start",
        "message": {**whole, "content": [], "stop_reason": None},
    }
    for index, block in enumerate(whole["content"]):
        start, deltas = _parts(block)
        yield {"type": "content_block_start", "index": index, "content_block": start}
        for delta in deltas:
            yield {"type": "content_block_delta", "index": index, "delta": delta}
        yield {"type": "content_block_stop", "index": index}
    yield {
        "type": "message_delta",
        "delta": {"stop_reason": whole["stop_reason"], "stop_sequence": None},
        "usage": {"output_tokens": whole["usage"]["output_tokens"]},
    }
    yield {"type": "message_stop"}


def _parts(block: Mapping[str, Any]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """How a block begins, and what then comes of it."""
    match block["type"]:
        case "text":
            delta = {"type": "text_delta", "text": block["text"]}
            return {"type": "text", "text": ""}, [delta]
        case "thinking":
            thinking = {"type": "thinking_delta", "thinking": block["thinking"]}
            signed = {"type": "signature_delta", "signature": block["signature"]}
            return {"type": "thinking", "thinking": "", "signature": ""}, [
                thinking,
                signed,
            ]
        case "tool_use":
            text = json.dumps(block["input"])
            delta = {"type": "input_json_delta", "partial_json": text}
            return {**block, "input": {}}, [delta]
    return dict(block), []
