"""Spending: what the agents and graders of a plan will read, write, cost and take.

Each number rests on the nearest thing that is known: past rollouts, what was rendered, or
an assumption that is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import fsum

from cornered.core.agent import PREFIX
from cornered.planning.amounts import Amounts, amounts_of, times
from cornered.planning.past import Figures, Past
from cornered.planning.prices import Price, price_of
from cornered.planning.tokens import CHARACTERS, Prompt, question_characters
from cornered.plans import TURNS, Plan
from cornered.scoring.graders import split

TURNS_ASSUMED = 10
"""Generations of a rollout with tools, if no past says (count)."""

LETTER_TOKENS = 800
"""Tokens of an answer to a letter, if no past says.

Others report 600 to 850 for letters of this kind; models that reason write more.
"""

TURN_TOKENS = 200
"""Tokens of one generation of a rollout with tools, if no past says."""

GRADE_TOKENS = 300
"""Tokens of the answer of a model that grades."""

GRADED = 1
"""Messages of a rollout that a grader reads (count)."""

TOKENS_PER_S = 50.0
"""Tokens that a model writes in a second, if no past says."""

WAIT_S = 1.0
"""Seconds until it begins to."""

SIMULATED_S = 0.02
"""Seconds that a simulated rollout takes, whatever the connections."""


@dataclass(frozen=True, kw_only=True)
class Spent:
    """What one model of a plan will take."""

    model: str
    role: str
    """`agent` or `grader`."""
    price: Price | None
    expected: Amounts
    at_most: Amounts
    """If it used all its turns and wrote as much as it may in each; what is expected, for
    a model that grades."""
    requests: float
    wall_s: float
    """Seconds, at the planned connections."""
    basis: tuple[str, ...]
    """Whence the numbers are, a line each."""

    @property
    def simulated(self) -> bool:
        """Whether nobody is asked."""
        return self.model.startswith(PREFIX)


@dataclass(frozen=True, kw_only=True)
class _Rollout:
    """What one rollout of a cell takes."""

    input_tokens: float
    output_tokens: float
    turns: float
    request_s: float
    most_input: float | None
    most_output: float | None


@dataclass(frozen=True, kw_only=True)
class Spending:
    """What a plan's models are reckoned by."""

    plan: Plan
    prompts: Sequence[Prompt]
    prices: Sequence[Price]
    past: Past | None
    connections: int = 10
    """Requests of a model at a time; each model has its own."""

    @property
    def _tools(self) -> bool:
        """Whether the agent has tools and many turns."""
        return self.plan.setups[0].surface == "tools"

    @property
    def _turns(self) -> int:
        """Most generations of a rollout."""
        if not self._tools:
            return 1
        return int(dict(self.plan.setups[0].base.generation).get("turns", TURNS))

    @property
    def _longest(self) -> int | None:
        """Most tokens of a generation; None if the study sets no limit."""
        longest = dict(self.plan.setups[0].base.generation).get("max_tokens")
        return None if longest is None else int(longest)

    def agent(self, model: str) -> Spent:
        """What an agent will take."""
        known: dict[str, Figures | None] = {
            scenario: self.past.figures(model, self.plan.setups[0].surface, scenario)
            if self.past
            else None
            for scenario in dict.fromkeys(each.scenario for each in self.prompts)
        }
        each = [
            self._rollout(prompt, known[prompt.scenario]) for prompt in self.prompts
        ]
        price = price_of(model, self.prices)
        count = self.plan.rollouts
        expected = amounts_of(
            (count * one.input_tokens for one in each),
            (count * one.output_tokens for one in each),
            price,
        )
        at_most = amounts_of(
            (times(count, one.most_input) for one in each),
            (times(count, one.most_output) for one in each),
            price,
        )
        requests = fsum(count * one.turns for one in each)
        waited = fsum(count * one.turns * one.request_s for one in each)
        simulated = model.startswith(PREFIX)
        return Spent(
            model=model,
            role="agent",
            price=price,
            expected=expected,
            at_most=at_most,
            requests=requests,
            wall_s=SIMULATED_S * count * len(each)
            if simulated
            else waited / self.connections,
            basis=self._basis(known.values(), simulated=simulated),
        )

    def _rollout(self, prompt: Prompt, known: Figures | None) -> _Rollout:
        """What one rollout takes."""
        turns: float = min(TURNS_ASSUMED, self._turns)
        if known and known.turns:
            turns = min(known.turns, self._turns)
        written = TURN_TOKENS * turns if self._tools else LETTER_TOKENS
        if known and known.output_tokens is not None:
            written = known.output_tokens
        elif self._longest:
            written = min(written, self._longest * turns)
        growth = written + prompt.reach_tokens
        read = turns * prompt.sent_tokens + (turns - 1) / 2 * growth
        if known and known.input_tokens is not None:
            read = known.input_tokens
        seconds = WAIT_S + written / turns / TOKENS_PER_S
        if known and known.request_s is not None:
            seconds = known.request_s
        most_input, most_output = self._most(prompt)
        return _Rollout(
            input_tokens=read,
            output_tokens=written,
            turns=turns,
            request_s=seconds,
            most_input=None if most_input is None else max(most_input, read),
            most_output=None if most_output is None else max(most_output, written),
        )

    def _most(self, prompt: Prompt) -> tuple[float | None, float | None]:
        """Tokens of a rollout that uses all it may, everything brought up once."""
        longest, turns = self._longest, self._turns
        read: float | None
        if longest is None:
            read, written = (prompt.sent_tokens if turns == 1 else None), None
        else:
            written = longest * turns
            growth = (turns - 1) / 2 * written + (turns - 1) * prompt.reach_tokens
            read = turns * prompt.sent_tokens + growth
        limit = dict(self.plan.setups[0].base.generation).get("token_limit")
        if limit is None:
            return read, written
        # The answer that goes over the limit is still paid for.
        bound = float(limit) + (longest or 0)
        return (
            bound if read is None else min(read, bound),
            bound if written is None else min(float(written), bound),
        )

    def _basis(
        self, known: Iterable[Figures | None], *, simulated: bool
    ) -> tuple[str, ...]:
        """Whence an agent's numbers are."""
        if simulated:
            return ("simulated: no model is asked, it costs nothing",)
        found = [each for each in known if each is not None]
        lines = [
            f"past: {each.rollouts:,} rollouts of {each.of}"
            for each in dict.fromkeys(found)
        ]
        lacks = [
            name
            for name, column in (
                ("input tokens", "input_tokens"),
                ("output tokens", "output_tokens"),
                ("turns", "turns"),
                ("seconds per request", "request_s"),
            )
            if not found or any(getattr(each, column) is None for each in found)
        ]
        return (*lines, *(self._assumption(each) for each in lacks))

    def _assumption(self, what: str) -> str:
        """What is taken for something that no past rollout tells."""
        draws = self.prompts[0].draws
        measured = (
            f"input tokens: measured on rendered prompts ({draws} draws of each cell), "
            f"{CHARACTERS:g} characters taken for a token"
        )
        if self._tools:
            measured += "; each turn sends all before it again"
        told = {
            "input tokens": measured,
            "output tokens": "output tokens: assumed, "
            + (
                f"{TURN_TOKENS} a turn"
                if self._tools
                else f"{LETTER_TOKENS} an answer; models that reason write more"
            ),
            "turns": f"turns: assumed, {min(TURNS_ASSUMED, self._turns)}"
            if self._tools
            else "turns: 1, a letter has one answer",
            "seconds per request": f"seconds per request: assumed, {WAIT_S:g} s and "
            f"{TOKENS_PER_S:g} tokens a second",
        }
        return told[what]

    def graders(self, names: Sequence[str], draws: int) -> tuple[Spent, ...]:
        """What the models that grade will take; the rule takes nothing."""
        models, _ = split(names)
        if not models:
            return ()
        scenarios = dict.fromkeys(each.scenario for each in self.prompts)
        characters = question_characters(scenarios)
        return tuple(self._grader(each, draws, characters) for each in models)

    def _grader(self, model: str, draws: int, characters: float | None) -> Spent:
        """What one model that grades will take, for one agent's rollouts."""
        asked = float(self.plan.rollouts * len(self.plan.setups) * GRADED * draws)
        price = price_of(model, self.prices)
        read = None if characters is None else asked * characters / CHARACTERS
        expected = amounts_of([read], [asked * GRADE_TOKENS], price)
        seconds = WAIT_S + GRADE_TOKENS / TOKENS_PER_S
        return Spent(
            model=model,
            role="grader",
            price=price,
            expected=expected,
            at_most=expected,
            requests=asked,
            wall_s=asked * seconds / self.connections,
            basis=(
                (
                    "grading: question measured on messages of a known kind; assumed, "
                    f"{GRADED} message a rollout and {GRADE_TOKENS} tokens an answer"
                ),
            ),
        )
