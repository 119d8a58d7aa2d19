"""Labels on documents and contexts: who may read, what it is about, who vouches."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Label:
    """Readers, tags and integrity of an item, or of everything an agent has read."""

    readers: frozenset[str] | None = None
    """Role ids that may read it; None for everyone."""
    tags: frozenset[str] = frozenset()
    """`personal:<role>`, `self:<role>`, `confidential`, `life_safety`."""
    integrity: int = 1
    """1 if someone of the company wrote it, 0 if an outsider did."""

    def join(self, other: Label) -> Label:
        """The label of both together: readers meet, tags unite, integrity drops.

        Examples:
            >>> secret = Label(readers=frozenset({"ceo"}), tags=frozenset({"confidential"}))
            >>> Label().join(secret) == secret
            True
        """
        if self.readers is None:
            readers = other.readers
        elif other.readers is None:
            readers = self.readers
        else:
            readers = self.readers & other.readers
        return Label(
            readers=readers,
            tags=self.tags | other.tags,
            integrity=min(self.integrity, other.integrity),
        )


PUBLIC = Label()
"""What anyone may read: the identity of `join`."""


def joined(labels: Iterable[Label]) -> Label:
    """The label of all of `labels` together."""
    whole = PUBLIC
    for label in labels:
        whole = whole.join(label)
    return whole
