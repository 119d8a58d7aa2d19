"""How long does an act take in the workplace, with and without a gate?

Measured: microseconds of the processor from proposing a mail to having sent it, with 20
mails in the mailbox: the median without a gate, and the 99th percentile with one that
looks at the labels of two attachments, each in the quietest of 8 blocks of 500 mails.
Budget: 50 µs without a gate, 1 ms with one.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from datetime import UTC, datetime

import numpy as np

from cornered.core.decision import Allow, Decision, Proposal
from cornered.core.labels import Label
from cornered.workplace.calendar import Calendar
from cornered.workplace.items import Item
from cornered.workplace.people import Body, Person
from cornered.workplace.world import Workplace

MAILS, WARM, BLOCKS, ROUNDS = 20, 300, 8, 500
P50_BUDGET_US, GATED_P99_BUDGET_US = 50.0, 1000.0


class Trivial:
    """A gate that looks at labels and allows."""

    async def decide(self, proposal: Proposal) -> Decision:
        """Allow whatever carries nothing personal; all of it does here."""
        carried = proposal.carried_label.tags | proposal.context_label.tags
        if "personal:nobody" in carried:
            raise LookupError(proposal.tool)
        return Allow()


def company(*gates: Trivial) -> Workplace:
    """A firm of ten with a full inbox and a document."""
    firm = Body(id="firm", name="Alder Works", domain="alder.com")
    people = {
        f"role{n}": Person(
            id=f"role{n}",
            given=f"Given{n}",
            surname=f"Surname{n}",
            title="clerk",
            organization="firm",
            email=f"given{n}.surname{n}@alder.com",
        )
        for n in range(10)
    }
    mails = [
        Item(
            id=f"mail{n}",
            shown_id=f"M-{100 + n}",
            kind="mail",
            at_s=-3600.0 * (MAILS - n),
            title=f"Subject {n}",
            text="A line of text. " * 40,
            sender="role1",
            label=Label(readers=frozenset(people), tags=frozenset({"confidential"})),
        )
        for n in range(MAILS)
    ]
    paper = Item(
        id="paper",
        shown_id="D-7",
        kind="document",
        at_s=-9e4,
        title="Plan",
        text="The plan. " * 80,
        sender="role1",
        label=Label(tags=frozenset({"personal:role1"})),
    )
    return Workplace(
        people=people,
        organizations={"firm": firm},
        calendar=Calendar(start=datetime(2026, 6, 9, 13, 40, tzinfo=UTC)),
        items=[*mails, paper],
        gates=gates,
    )


def mail_to(number: int, attachments: str = "") -> dict[str, str]:
    """Arguments of a mail that was not sent before."""
    return {
        "to": f"Given2 Surname2 <given2.surname2@alder.com>, out{number}@example.org",
        "cc": f"given3.surname3@alder.com, Surname{number}, Ann <ann{number}@b.org>",
        "subject": f"Matter {number}",
        "body": "Please see the list of open matters. " * 10,
        "attachments": attachments,
    }


async def microseconds(world: Workplace, attachments: str) -> np.ndarray:
    """How long sending a mail takes each time, in blocks, after warming up.

    Time of the processor, not of the clock, so that a busy machine counts less.
    """
    times = []
    for number in range(WARM + BLOCKS * ROUNDS):
        given = mail_to(number, attachments)
        begun = time.thread_time_ns()
        proposed = world.propose("send_email", given)
        decision = await world.decide(proposed) if attachments else Allow()
        world.apply(proposed, decision)
        times.append((time.thread_time_ns() - begun) / 1000)
    if any(act.effect != "done" for act in world.ledger.acts):
        message = "a mail was not sent: the figure would be of something else"
        raise RuntimeError(message)
    return np.array(times[WARM:]).reshape(BLOCKS, ROUNDS)


def quantile(times: np.ndarray, share: float) -> float:
    """The quantile in the quietest block, µs."""
    return float(np.quantile(times, share, axis=1).min())


def main() -> int:
    """Print the figures as one line of JSON; 1 if one is over its budget."""
    plain, gated = company(), company(Trivial())
    gated.present(list(gated.items))
    p50_us = quantile(asyncio.run(microseconds(plain, "")), 0.5)
    gated_p99_us = quantile(asyncio.run(microseconds(gated, "D-7, M-105")), 0.99)
    within = p50_us <= P50_BUDGET_US and gated_p99_us <= GATED_P99_BUDGET_US
    figures = {
        "benchmark": "workplace",
        "send_p50_us": round(p50_us, 1),
        "gated_send_p99_us": round(gated_p99_us, 1),
        "budget": f"p50 <= {P50_BUDGET_US:g} us, gated p99 <= {GATED_P99_BUDGET_US:g} us",
        "within_budget": within,
    }
    print(json.dumps(figures))
    return 0 if within else 1


if __name__ == "__main__":
    sys.exit(main())
