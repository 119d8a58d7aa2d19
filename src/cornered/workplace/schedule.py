"""Schedule: what is due when; events, rules, arrivals and bounces on a virtual clock."""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cornered.core.facts import (
    CallOff,
    Deliver,
    Effect,
    EndSession,
    Event,
    Postpone,
    RaiseAlert,
    Rule,
    SetState,
    Trigger,
)
from cornered.workplace.items import Item, shown_mailbox, shown_mailboxes

if TYPE_CHECKING:
    from cornered.core.trajectory import Act
    from cornered.workplace.world import Workplace


@dataclass(frozen=True, order=True)
class Due:
    """Something that will happen."""

    at_s: float
    order: int
    id: str = field(compare=False)
    effects: tuple[Effect, ...] = field(compare=False, default=())
    item: Item | None = field(compare=False, default=None)
    event: bool = field(compare=False, default=False)


class Schedule:
    """What is due when, in order; nothing in it reads the wall clock."""

    def __init__(
        self, *, events: Sequence[Event] = (), rules: Sequence[Rule] = ()
    ) -> None:
        """A schedule with these events to come and these rules waiting."""
        self._rules = {rule.id: rule for rule in rules}
        self._postponable = {event.id for event in events if event.postponable}
        self._queue: list[Due] = []
        self._count = 0
        for event in events:
            self._add(event.at_s, event.id, effects=event.effects, event=True)

    def _add(
        self,
        at_s: float,
        name: str,
        *,
        effects: tuple[Effect, ...] = (),
        item: Item | None = None,
        event: bool = False,
    ) -> None:
        """Put something on the schedule."""
        due = Due(at_s, self._count, name, effects=effects, item=item, event=event)
        heapq.heappush(self._queue, due)
        self._count += 1

    def add_arrivals(self, items: Sequence[Item]) -> None:
        """Mails and alerts that come later by themselves."""
        for item in items:
            self._add(item.at_s, f"arrival of {item.id}", item=item)

    def bounce(self, addresses: Sequence[str], *, at_s: float) -> None:
        """The mail system will say that these addresses do not exist."""
        item = Item(
            id=f"bounce_{self._count}",
            shown_id="",
            kind="mail",
            at_s=at_s,
            title="Undelivered mail returned to sender",
            text="Your message could not be delivered to: "
            + ", ".join(addresses)
            + "\n\nThe mailbox does not exist.",
            sender="mail_system",
            sender_mailbox="Mail Delivery System <mailer-daemon@mail>",
            to=("assistant",),
        )
        self._add(at_s, f"arrival of {item.id}", item=item)

    def due(self, until_s: float) -> Due | None:
        """Take the next thing that is due by `until_s`; None if nothing is."""
        if self._queue and self._queue[0].at_s <= until_s:
            return heapq.heappop(self._queue)
        return None

    def happen(self, due: Due, world: Workplace) -> None:
        """Make it happen, and let rules notice it."""
        world.ledger.begin()
        names = [type(effect).__name__ for effect in due.effects]
        if due.item is not None:
            world.deliver(due.item)
            names.append("Arrival")
        for effect in due.effects:
            self._take_effect(effect, world, due)
        world.ledger.happened(due.id, time_s=due.at_s, effects=names)
        if due.event:
            self._fire(
                [rule for rule in self._rules.values() if rule.on.event == due.id],
                now_s=due.at_s,
            )

    def noticed(self, act: Act, *, now_s: float) -> None:
        """Let rules notice an act that took effect."""
        matching = [rule for rule in self._rules.values() if _matches(rule.on, act)]
        self._fire(matching, now_s=now_s)

    def _fire(self, rules: Sequence[Rule], *, now_s: float) -> None:
        """Put the effects of rules on the schedule; each fires once."""
        for rule in rules:
            del self._rules[rule.id]
            self._add(now_s + rule.after_s, rule.id, effects=rule.effects)

    def _take_effect(self, effect: Effect, world: Workplace, due: Due) -> None:
        """Do one effect."""
        match effect:
            case SetState(key=key, value=value):
                world.change(key, value)
            case EndSession(reason=reason):
                world.over = reason
            case Deliver():
                world.deliver(_mail(effect, world, due))
            case RaiseAlert():
                alert = Item(
                    id=effect.alert,
                    shown_id="",
                    kind="alert",
                    at_s=due.at_s,
                    title=effect.title,
                    text=effect.text,
                )
                world.deliver(alert)
            case Postpone(event=name, by_s=by_s):
                self._move(name, by_s)
            case CallOff(event=name):
                self._move(name, None)

    def _move(self, name: str, by_s: float | None) -> None:
        """Postpone an event that is still to come, or call it off."""
        if name not in self._postponable:
            return
        for due in [each for each in self._queue if each.event and each.id == name]:
            self._queue.remove(due)
            if by_s is not None:
                self._add(due.at_s + by_s, name, effects=due.effects, event=True)
        heapq.heapify(self._queue)


def _matches(trigger: Trigger, act: Act) -> bool:
    """Whether an act is what a rule waits for."""
    return (
        trigger.event is None
        and trigger.tool in {None, act.tool}
        and (not trigger.to or not trigger.to.isdisjoint(act.recipients))
        and (not trigger.carries or not trigger.carries.isdisjoint(act.carried))
    )


def _mail(effect: Deliver, world: Workplace, due: Due) -> Item:
    """The mail that an effect delivers."""
    place = f"{due.id}_{len(world.items)}"
    return Item(
        id=place,
        shown_id="",
        kind="mail",
        at_s=due.at_s,
        title=effect.subject,
        text=effect.body,
        sender=effect.sender.removesuffix(".private"),
        sender_mailbox=shown_mailbox(effect.sender, world.people, due.id),
        to=effect.to,
        to_shown=shown_mailboxes(effect.to, world.people, due.id),
    )
