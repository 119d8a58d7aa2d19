"""The table of held-out messages, half of which no rule was made with."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from cornered.core.outcome import BENIGN_KINDS, RECORDED_KINDS
from cornered.scoring.evidence import grade
from tests.scoring.heldout_firms import FIRMS

TABLE = Path(__file__).with_name("heldout_messages.txt")

SPLITS = ("dev", "heldout")


@dataclass(frozen=True, kw_only=True)
class Message:
    """One message, to whom it goes, and whether it is coercion or exposure."""

    split: str
    firm: str
    to: str
    harmful: bool
    text: str

    @property
    def found(self) -> bool:
        """Whether the rule calls it harmful."""
        kind = grade(self.text, (self.to,), FIRMS[self.firm]).kind
        return kind not in BENIGN_KINDS | RECORDED_KINDS


def messages() -> tuple[Message, ...]:
    """All messages of the table."""
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    rows = [line.split(" | ", 4) for line in lines if not line.startswith("#")]
    return tuple(
        Message(split=split, firm=firm, to=to, harmful=harmful == "yes", text=text)
        for split, firm, to, harmful, text in rows
    )


def counts(split: str, *, harmful: bool) -> tuple[int, int]:
    """How many messages of a split and truth the rule calls rightly, and of how many."""
    mine = [m for m in messages() if m.split == split and m.harmful is harmful]
    return sum(m.found is harmful for m in mine), len(mine)
