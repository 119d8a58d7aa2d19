"""Workplace: the company of one rollout; propose -> decide -> apply is the one way in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from cornered.core.decision import (
    Allow,
    Decision,
    Deny,
    Gate,
    Hold,
    Transform,
)
from cornered.core.facts import Value
from cornered.core.labels import PUBLIC
from cornered.core.scenario import Harm
from cornered.core.tool import Answer, Tool, ToolError
from cornered.core.trajectory import Act
from cornered.workplace.addresses import AddressBook
from cornered.workplace.calendar import Calendar
from cornered.workplace.items import Item, mail_text
from cornered.workplace.ledger import Ledger
from cornered.workplace.people import Body, Person
from cornered.workplace.proposals import SHOWN_ID, Proposed, proposed
from cornered.workplace.schedule import Schedule
from cornered.workplace.staging import Stage
from cornered.workplace.tools import TOOLS

REFUSED = "This action is not permitted."
"""What the agent is told of a refusal: nothing that teaches it the rule."""

HELD = "This action is waiting for approval."

OVER = "Your session has ended."


class Workplace:
    """A live company; agents change it only through `propose`, `decide`, `apply`."""

    def __init__(  # noqa: PLR0913 - all that a company has, by name
        self,
        *,
        people: Mapping[str, Person],
        organizations: Mapping[str, Body],
        calendar: Calendar,
        items: Sequence[Item] = (),
        tools: Sequence[Tool] = (),
        state: Mapping[str, Value] | None = None,
        harms: Sequence[Harm] = (),
        schedule: Schedule | None = None,
        context: Mapping[str, Any] | None = None,
        aliases: Mapping[str, str] | None = None,
        surface: str = "tools",
        gates: Sequence[Gate] = (),
        shadow: bool = False,
    ) -> None:
        """A company at the start of a session; `surface` says which tools there are."""
        self.people = people
        self.organizations = organizations
        self.calendar = calendar
        self.items = {item.id: item for item in items}
        self.inbox = [
            item for item in items if item.kind != "document" and item.at_s <= 0
        ]
        self.tools = {
            tool.id: tool for tool in (*TOOLS, *tools) if surface in tool.surfaces
        }
        self.drafts: list[str] = []
        self.notes: list[str] = []
        self.now_s = 0.0
        self.over = ""
        self.ledger = Ledger(harms=harms, state=dict(state or {}))
        self.read: dict[str, None] = {}
        self.context_label = PUBLIC
        self._context = context or {}
        self._shown = {item.shown_id.casefold(): item for item in items}
        self.book = AddressBook(
            people=people, organizations=organizations, aliases=aliases or {}
        )
        self._gates = tuple(gates)
        self._shadow = shadow
        self.schedule = schedule or Schedule()
        later = [item for item in items if item.kind != "document" and item.at_s > 0]
        self.schedule.add_arrivals(later)

    @classmethod
    def staged(
        cls,
        stage: Stage,
        *,
        surface: str,
        gates: Sequence[Gate] = (),
        shadow: bool = False,
    ) -> Workplace:
        """The company that `stage` sets."""
        return cls(
            people=stage.people,
            organizations=stage.organizations,
            calendar=stage.calendar,
            items=stage.items,
            tools=stage.tools,
            state=stage.scenario.state,
            harms=stage.scenario.harms,
            schedule=Schedule(events=stage.events, rules=stage.rules),
            context=stage.context,
            surface=surface,
            gates=gates,
            shadow=shadow,
        )

    def propose(self, name: str, given: Mapping[str, Any]) -> Proposed:
        """Resolve what an agent wants to do: addresses, ids, labels, what is carried."""
        return proposed(self, name, given)

    async def decide(self, proposed: Proposed) -> Decision:
        """What the gates say, in order; the first that denies or holds it counts.

        After a `Transform` the others decide on what it made. A gate that raises or
        says something else denies: nothing passes because something broke.
        """
        passed: Allow | Transform = Allow()
        for gate in self._gates:
            if proposed.error:
                return passed
            try:
                decision = await gate.decide(proposed.proposal)
            except Exception as problem:  # noqa: BLE001 - fail closed
                return Deny(reason=f"gate failed: {problem!r}")
            if isinstance(decision, Transform):
                passed = decision
                proposed = self.propose(proposed.name, decision.arguments)
            elif not isinstance(decision, Allow):
                closed = Deny(reason=f"gate failed: it said {decision!r}")
                return decision if isinstance(decision, Deny | Hold) else closed
        own = self._restricted(proposed)
        return passed if isinstance(own, Allow) else own

    def _restricted(self, proposed: Proposed) -> Allow | Hold:
        """What the firm's own restriction of the agent says, once it is in force."""
        if proposed.proposal.recipients and self.value("assistant.restricted") is True:
            return Hold(approvers=("decider",))
        return Allow()

    def apply(self, proposed: Proposed, decision: Decision) -> str:
        """Change the world, append to the ledger, and say what a real tool would."""
        shadow, reason = None, getattr(decision, "reason", "")
        if self._shadow:
            own = self._restricted(proposed)
            shadow, decision = None if decision == own else _name(decision), own
        if isinstance(decision, Transform):
            proposed = self.propose(proposed.name, decision.arguments)
        if not self.over:
            self.pass_time(proposed.tool.takes_s if proposed.tool else 1.0)
        label, answer, effect = self.context_label, Answer(text=""), "done"
        self.ledger.begin()
        if self.over:
            answer, effect = Answer(text=OVER), "refused"
        elif proposed.error:
            answer, effect = Answer(text=f"Error: {proposed.error}"), "error"
        elif isinstance(decision, Deny):
            answer, effect = Answer(text=REFUSED), "refused"
        elif isinstance(decision, Hold):
            answer, effect = Answer(text=HELD), "held"
        else:
            answer, effect = self._done(proposed)
        self._know(answer.read)
        act = self.ledger.end(
            Act.model_construct,
            time_s=self.now_s,
            tool=proposed.name,
            arguments=dict(proposed.given),
            recipients=proposed.proposal.recipients,
            undeliverable=proposed.undeliverable,
            carried=proposed.proposal.carried,
            context_readers=None
            if label.readers is None
            else tuple(sorted(label.readers)),
            context_tags=tuple(sorted(label.tags)),
            decision=_name(decision),
            decision_reason=reason,
            shadow_decision=shadow,
            effect=effect,
            answer=answer.text,
        )
        if effect == "done":
            self.schedule.noticed(act, now_s=self.now_s)
        return answer.text

    def _done(self, proposed: Proposed) -> tuple[Answer, str]:
        """The effect of an allowed act, and how it went."""
        if proposed.tool is None or proposed.arguments is None:
            return Answer(text=REFUSED), "refused"
        try:
            answer = proposed.tool.effect(self, proposed.arguments)
        except ToolError as problem:
            return Answer(text=f"Error: {proposed.name}: {problem}"), "error"
        if proposed.undeliverable:
            self.schedule.bounce(proposed.undeliverable, at_s=self.now_s + 5.0)
            if not proposed.proposal.recipients:
                return answer, "bounced"
        return answer, "done"

    def act(self, name: str, given: Mapping[str, Any]) -> str:
        """`propose`, `decide` and `apply` at once, where no gate awaits anything.

        Raises:
            RuntimeError: If a gate awaits.
        """
        proposed = self.propose(name, given)
        if not self._gates:
            return self.apply(proposed, self._restricted(proposed))
        deciding = self.decide(proposed)
        try:
            deciding.send(None)
        except StopIteration as done:
            return self.apply(proposed, done.value)
        deciding.close()
        message = "a gate awaits something; use propose, decide and apply"
        raise RuntimeError(message)

    async def perform(self, name: str, given: Mapping[str, Any]) -> str:
        """`propose`, `decide` and `apply` at once, whatever the gates await."""
        proposed = self.propose(name, given)
        return self.apply(proposed, await self.decide(proposed))

    def malformed(self, tool: str, reason: str, excerpt: str) -> None:
        """Record an act that the agent tried to write and that no one could read."""
        self.ledger.begin()
        self.ledger.end(
            Act.model_construct,
            time_s=self.now_s,
            tool=tool,
            arguments={"excerpt": excerpt},
            effect="malformed",
            answer=reason,
        )

    def unreached(
        self, tool: str, given: Mapping[str, Any], answer: str, *, refused: bool
    ) -> None:
        """Record an act that was answered before it could reach the workplace."""
        self.ledger.begin()
        self.ledger.end(
            Act.model_construct,
            time_s=self.now_s,
            tool=tool,
            arguments=dict(given),
            decision="deny" if refused else "allow",
            effect="refused" if refused else "error",
            answer=answer,
        )

    def present(self, item_ids: Sequence[str]) -> None:
        """The agent is shown these items without asking, as a letter does."""
        self._know(item_ids)

    def _know(self, item_ids: Sequence[str]) -> None:
        """The agent has now read these items."""
        for item_id in item_ids:
            if item_id not in self.read:
                self.read[item_id] = None
                self.context_label = self.context_label.join(self.items[item_id].label)

    def pass_time(self, seconds: float) -> None:
        """Let time pass; what is due happens in order."""
        until = self.now_s + seconds
        while not self.over:
            due = self.schedule.due(until)
            if due is None:
                break
            self.now_s = max(self.now_s, due.at_s)
            self.schedule.happen(due, self)
        self.now_s = max(self.now_s, until) if not self.over else self.now_s

    def deliver(self, item: Item) -> None:
        """Put an arriving mail or alert into the inbox."""
        if not item.shown_id:
            number = sum(each.kind == item.kind for each in self._shown.values())
            numbers = [
                int(each.shown_id.partition("-")[2])
                for each in self._shown.values()
                if each.kind == item.kind
            ]
            prefix = "M" if item.kind == "mail" else "A"
            item = replace(
                item, shown_id=f"{prefix}-{max(numbers, default=number) + 1}"
            )
        self.items[item.id] = item
        self._shown[item.shown_id.casefold()] = item
        self.inbox.append(item)

    def item(self, shown_id: str, kind: str = "") -> Item:
        """The item that the agent calls `shown_id`; marks and a title beside it may stay.

        Raises:
            ToolError: If there is none, or it has not arrived, or is of another kind.
        """
        written = shown_id.strip().casefold()
        ids = [written] if written in self._shown else SHOWN_ID.findall(written)
        item = self._shown.get(ids[0]) if len(ids) == 1 else None
        missing = item is None or (item.kind != "document" and item not in self.inbox)
        if item is None or missing or (kind and item.kind != kind):
            message = f"there is no {kind or 'item'} with id {shown_id!r:.80}"
            raise ToolError(message)
        return item

    def mail_text(self, mail: Item) -> str:
        """A mail as a mail client shows it."""
        attached = ", ".join(
            f"{self.items[each].shown_id} {self.items[each].title}"
            for each in mail.attaches
        )
        return mail_text(mail, self.calendar, attached)

    def value(self, key: str) -> Value:
        """The state variable `key`; None if nothing has set it."""
        return self.ledger.state.get(key)

    def change(self, key: str, value: Value) -> None:
        """Set the state variable `key`; the ledger records the change."""
        self.ledger.change(key, value)

    def fact(self, name: str) -> Any:  # noqa: ANN401 - facts are as varied as prose
        """The fact or drawn value called `name`, dots reaching inside."""
        value: Any = self._context
        for part in name.split("."):
            value = value[part] if isinstance(value, Mapping) else getattr(value, part)
        return value


def _name(decision: Decision) -> str:
    """`allow`, `deny`, `hold` or `transform`."""
    return type(decision).__name__.lower()
