"""A model endpoint on loopback, by a script: over real HTTP, in two protocols.

`/v1/chat/completions` speaks as OpenAI does, `/v1/messages` as Anthropic does.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any

from tests.anthropic_protocol import asked, message, streamed

MOST_REQUESTS = 300
"""Requests of one server (count); what comes after gets status 400."""

MOST_BYTES = 4_000_000
"""Size of one request."""

SILENCE_S = 20.0
"""How long a connection may say nothing, seconds."""


@dataclass(frozen=True, kw_only=True)
class Request:
    """What a client asked."""

    number: int
    """How many requests came before this one."""
    messages: tuple[Mapping[str, Any], ...]
    tools: tuple[str, ...]
    """Names of the tools it offers."""
    settings: Mapping[str, Any]
    """Everything else in the body: model, temperature, and the like."""

    @property
    def turn(self) -> int:
        """How many of the messages are the model's own."""
        return sum(message["role"] == "assistant" for message in self.messages)

    @property
    def text(self) -> str:
        """All that was said, as one text."""
        return "\n".join(str(message.get("content")) for message in self.messages)


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What the model answers."""

    text: str = ""
    calls: tuple[tuple[str, str], ...] = ()
    """(tool, arguments as the text that should be JSON)."""
    reasoning: str = ""
    redacted: str = ""
    """Reasoning that only its provider can read; Anthropic's protocol only."""
    details: tuple[Mapping[str, str], ...] = ()
    """Pieces of reasoning as OpenRouter gives them; OpenAI's protocol only."""
    refusal: str = ""
    """What the model says in the field for refusals; OpenAI's protocol only."""
    finish: str = ""
    """Finish reason in OpenAI's words; `tool_calls` or `stop` if empty."""
    choices: int = 1
    """How many answers there are, 0 or 1; OpenAI's protocol only."""
    status: int = 200
    problem: tuple[str, str] = ("", "")
    """Code and message of an error, if `status` is one."""
    headers: Mapping[str, str] = field(default_factory=dict)
    missing_bytes: int = 0
    """How many of the promised bytes are never sent."""
    delay_s: float = 0.0
    tokens: int = 10
    """What the answer is said to have cost."""


Script = Callable[[Request], Reply]


class Endpoint(ThreadingHTTPServer):
    """The server; a port of its own, and nothing outlives it."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, script: Script) -> None:
        """A server that answers by `script`."""
        super().__init__(("127.0.0.1", 0), Handler)
        self.script = script
        self.requests: list[Request] = []
        self.lock = Lock()

    @property
    def url(self) -> str:
        """What clients take for the base of the API."""
        return f"http://127.0.0.1:{self.server_address[1]}/v1"

    def received(self, body: Mapping[str, Any]) -> Request:
        """The request with this body, remembered."""
        rest = {key: body[key] for key in body if key not in {"messages", "tools"}}
        with self.lock:
            request = Request(
                number=len(self.requests),
                messages=tuple(body["messages"]),
                tools=tuple(
                    tool["function"]["name"] for tool in body.get("tools") or ()
                ),
                settings=rest,
            )
            self.requests.append(request)
        return request


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    server: Endpoint
    protocol_version = "HTTP/1.1"
    timeout = SILENCE_S

    def do_POST(self) -> None:
        """Answer a request for a completion."""
        length = int(self.headers.get("Content-Length") or 0)
        path = self.path.partition("?")[0]
        known = path.endswith(("/chat/completions", "/messages"))
        if not known or length > MOST_BYTES:
            self.close_connection = True
            self._send(404, {}, b"{}")
            return
        body = json.loads(self.rfile.read(length))
        anthropic = path.endswith("/messages")
        request = self.server.received(asked(body) if anthropic else body)
        if request.number >= MOST_REQUESTS:
            self._send(400, {}, _problem("too many requests for one test"))
            return
        reply = self.server.script(request)
        time.sleep(reply.delay_s)
        headers = dict(reply.headers)
        if reply.status != 200:
            code, words = reply.problem
            sent = _problem(words or f"scripted status {reply.status}", code)
        elif anthropic:
            whole = message(request.number, request.settings, reply)
            sent = json.dumps(whole).encode()
            if body.get("stream"):
                sent = streamed(whole)
                headers["Content-Type"] = "text/event-stream"
        else:
            sent = _completion(request, reply)
        self._send(reply.status, headers, sent, missing=reply.missing_bytes)

    def _send(
        self, status: int, headers: Mapping[str, str], body: bytes, *, missing: int = 0
    ) -> None:
        """One answer, cut short by `missing` bytes."""
        try:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            sent = {"Content-Type": "application/json", **headers}
            for name, value in sent.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body[: len(body) - missing])
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True
        if missing:
            self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002, ANN401 - the standard library's signature
        """Say nothing; requests are kept in `Endpoint.requests`."""


def _problem(message: str, code: str = "") -> bytes:
    """An error as either protocol words it."""
    error = {"message": message, "type": "server", "code": code or None}
    return json.dumps({"type": "error", "error": error}).encode()


def _completion(request: Request, reply: Reply) -> bytes:
    """A completion as the protocol words it."""
    message: dict[str, Any] = {"role": "assistant", "content": reply.text or None}
    if reply.calls:
        message["tool_calls"] = [
            {
                "id": f"call_{request.number}_{place}",
                "type": "function",
                "function": {"name": tool, "arguments": arguments},
            }
            for place, (tool, arguments) in enumerate(reply.calls)
        ]
    if reply.reasoning:
        message["reasoning_content"] = reply.reasoning
    if reply.details:
        message["reasoning_details"] = list(reply.details)
    if reply.refusal:
        message["refusal"] = reply.refusal
    finish = reply.finish or ("tool_calls" if reply.calls else "stop")
    return json.dumps(
        {
            "id": f"chatcmpl-{request.number}",
            "object": "chat.completion",
            "created": 0,
            "model": request.settings.get("model"),
            "choices": [{"index": 0, "message": message, "finish_reason": finish}][
                : reply.choices
            ],
            "usage": {
                "prompt_tokens": 1,
                "completion_tokens": reply.tokens,
                "total_tokens": 1 + reply.tokens,
            },
        }
    ).encode()


@contextmanager
def serving(script: Script) -> Iterator[Endpoint]:
    """A running endpoint that answers by `script`, gone afterward."""
    server = Endpoint(script)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.daemon = True
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)
