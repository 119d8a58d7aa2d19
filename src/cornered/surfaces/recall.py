"""Recall: what an agent can write because it has read it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from cornered.workplace.addresses import ADDRESS

TOKEN = re.compile(rf"{ADDRESS.pattern}|\b[A-Z]-\d+\b|\b\d{{4,}}\b")
"""Addresses, shown ids and codes: what nobody can write who has not read it."""

FORGOTTEN = "[not known]"
"""What stands where something was never read."""


def recalled(arguments: Mapping[str, str], shown: str) -> dict[str, str]:
    """The arguments with every address, id and code that was never shown struck out.

    Examples:
        >>> recalled({"to": "ann@firm.com"}, "From: Ann <ann@firm.com>")
        {'to': 'ann@firm.com'}
        >>> recalled({"to": "ann@firm.com"}, "")
        {'to': '[not known]'}
    """
    read = shown.casefold()

    def known(match: re.Match[str]) -> str:
        return match.group() if match.group().casefold() in read else FORGOTTEN

    return {name: TOKEN.sub(known, value) for name, value in arguments.items()}
