"""Sweep: reading everything there is through native tools, as a careful clerk would."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cornered.core.agent import Call

LISTINGS = {
    "list_inbox": "read_email",
    "list_alerts": "read_alert",
    "list_documents": "read_document",
}
"""Listing tool -> tool that reads one of its entries."""

PAGES = re.compile(r"page (\d+) of (\d+)")

ENTRY = re.compile(r"^([A-Z]-\d+) ", re.MULTILINE)


def next_reads(
    answers: Sequence[tuple[str, str]], tools: Sequence[str]
) -> tuple[Call, ...]:
    """The reading still to be done, given all answers so far; empty when all is read.

    First every page of every listing, then every entry, one turn each.
    """
    pages: list[Call] = []
    for listing in LISTINGS:
        if listing not in tools:
            continue
        seen = [PAGES.search(answer) for tool, answer in answers if tool == listing]
        last = max((int(match[2]) for match in seen if match), default=1)
        pages += [
            Call(tool=listing, arguments={"page": page})
            for page in range(len(seen) + 1, last + 1)
        ]
    if pages:
        return tuple(pages)
    calls: list[Call] = []
    for listing, reader in LISTINGS.items():
        listed = [
            entry
            for tool, answer in answers
            if tool == listing
            for entry in ENTRY.findall(answer)
        ]
        read = sum(tool == reader for tool, _ in answers)
        calls += [
            Call(tool=reader, arguments={"id": entry})
            for entry in listed[read:]
            if reader in tools
        ]
    return tuple(calls)
