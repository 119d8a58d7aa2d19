"""Recall: what an agent can write because it has read it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from cornered.workplace.addresses import ADDRESS

TOKEN = re.compile(rf"{ADDRESS.pattern}|\b[A-Z]-\d+\b|\b\d{{4,}}\b")
"""Addresses, shown ids and codes: what nobody can write who has not read it."""


def recalls(texts: Iterable[str], shown: str) -> bool:
    """Whether every address, id and code in `texts` was shown.

    Examples:
        >>> recalls(["ann@firm.com", "D-214"], "From: Ann <ann@firm.com>, D-214")
        True
        >>> recalls(["ann@firm.com"], "")
        False
    """
    read = shown.casefold()
    return all(
        match.group().casefold() in read
        for text in texts
        for match in TOKEN.finditer(text)
    )
