"""Forecast: what a plan will cost and show, with the source of each number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from cornered.planning.amounts import Amounts, summed
from cornered.planning.assumed import Assumed
from cornered.planning.compared import compared
from cornered.planning.cost import Spending, Spent
from cornered.planning.past import Past
from cornered.planning.prices import Price
from cornered.planning.sizes import (
    Found,
    Width,
    arm_text,
    contrasts,
    level,
    widths,
)
from cornered.planning.tokens import Prompt, prompts
from cornered.plans import Plan


@dataclass(frozen=True, kw_only=True)
class Forecast:
    """What a plan will cost and show."""

    plan: Plan
    models: tuple[str, ...]
    prompts: tuple[Prompt, ...]
    spent: tuple[Spent, ...]
    connections: int
    widths: tuple[Width, ...]
    """At the assumed rate first."""
    contrasts: tuple[Found, ...]
    comparisons: int
    """How many share the level of the family."""
    level: float
    """What is left of it for one of them at the end."""
    given: Assumed
    chosen: str = ""
    """What the size was chosen for, in words; empty if it was given."""

    @property
    def cells(self) -> int:
        """Cells, agents counted apart."""
        return len(self.plan.setups) * len(self.models)

    @property
    def rollouts(self) -> int:
        """All rollouts of the plan."""
        return self.cells * self.plan.rollouts

    @property
    def expected(self) -> Amounts:
        """Tokens and money of all models, those that grade included."""
        return _total([each.expected for each in self.spent])

    @property
    def at_most(self) -> Amounts:
        """Tokens and money if the agents used all that they may."""
        return _total([each.at_most for each in self.spent])

    @property
    def wall_s(self) -> float:
        """Seconds: real models play beside each other, the slowest decides."""
        real = [each.wall_s for each in self.spent if not each.simulated]
        played = sum(each.wall_s for each in self.spent if each.simulated)
        return max(real, default=0.0) + played

    @property
    def unpriced(self) -> tuple[str, ...]:
        """Models without a price."""
        return tuple(
            dict.fromkeys(each.model for each in self.spent if each.price is None)
        )

    def told(self) -> dict[str, Any]:
        """The forecast as JSON has it."""
        first, whole = self.widths[0], self.expected
        return {
            "study": self.plan.study.id,
            "cells": self.cells,
            "rollouts": self.rollouts,
            "input_tokens": _count(whole.input_tokens),
            "output_tokens": _count(whole.output_tokens),
            "cost_usd": _money(whole.cost_usd),
            "wall_s": round(self.wall_s, 1),
            "halfwidth": round(first.halfwidth, 4),
            "detectable": _rounded(first.detectable),
            "rollouts_per_cell": self.plan.rollouts,
            "draws_per_cell": self.plan.draws,
            "seed": self.plan.seed,
            "surface": self.plan.setups[0].surface,
            "connections": self.connections,
            "at_most": _amounts(self.at_most),
            "models": [_model(each) for each in self.spent],
            "prompts": [
                {**asdict(each), "sent_tokens": round(each.sent_tokens)}
                for each in self.prompts
            ],
            "widths": [
                {
                    "rate": each.rate,
                    "halfwidth": round(each.halfwidth, 4),
                    "detectable": _rounded(each.detectable),
                }
                for each in self.widths
            ],
            "contrasts": [
                {
                    "id": each.contrast.id,
                    "question": each.contrast.question,
                    "low": arm_text(each.contrast.low),
                    "high": arm_text(each.contrast.high),
                    "scenarios": list(each.scenarios),
                    "detectable": _rounded(each.detectable),
                }
                for each in self.contrasts
            ],
            "assumed": asdict(self.given),
            "comparisons": self.comparisons,
            "level_of_each": self.level,
            "chosen": self.chosen or None,
            "simulated": [each.model for each in self.spent if each.simulated],
            "unpriced": list(self.unpriced),
            "basis": list(self.basis),
            "left_out": list(self.plan.left_out),
        }

    @property
    def basis(self) -> tuple[str, ...]:
        """What is measured, what assumed, and from what; a line each."""
        of: dict[str, list[str]] = {}
        for each in self.spent:
            for line in each.basis:
                of.setdefault(line, []).append(each.model)
        many = len(of) > 1 and len(self.spent) > 1
        lines = [
            f"{line} ({', '.join(models)})" if many else line
            for line, models in of.items()
        ]
        return (
            *lines,
            (
                "at most: every turn used, as much written in each as the study allows, "
                "all that tools can bring up read; graders as expected"
            ),
            (
                f"wall time: assumed, {self.connections} requests of each model at a time, "
                "models beside each other, no request repeated"
            ),
            *self._simulation,
        )

    @property
    def _simulation(self) -> tuple[str, ...]:
        """What the simulated studies rest on; a line each."""
        return (
            *self.given.words(self.plan.draws),
            self.given.finding(
                "by each planned contrast" if self.contrasts else "between two cells",
                tests=self.comparisons,
                level=self.level,
            ),
        )


def forecast(
    plan: Plan,
    models: Sequence[str],
    *,
    given: Assumed,
    prices: Sequence[Price],
    past: Past | None = None,
    connections: int = 10,
    graders: Sequence[str] = (),
    grader_draws: int = 1,
    chosen: str = "",
) -> Forecast:
    """What `plan` will cost and show when `models` play it.

    Args:
        plan: The study with its options bound.
        models: Who plays.
        given: What simulated studies assume.
        prices: The table of prices.
        past: Earlier rollouts.
        connections: Requests of a model at a time.
        graders: Who grades, `evidence` for the rule.
        grader_draws: How many times each model that grades is asked.
        chosen: What the size was chosen for, in words.
    """
    measured = prompts(plan)
    spending = Spending(
        plan=plan, prompts=measured, prices=prices, past=past, connections=connections
    )
    judged = [
        replace(
            each,
            expected=_scaled(each.expected, len(models)),
            at_most=_scaled(each.at_most, len(models)),
            requests=each.requests * len(models),
            wall_s=each.wall_s * len(models),
        )
        for each in spending.graders(graders, grader_draws)
    ]
    return Forecast(
        plan=plan,
        models=tuple(models),
        prompts=measured,
        spent=(*map(spending.agent, models), *judged),
        connections=connections,
        widths=widths(plan, len(models), given),
        contrasts=contrasts(plan, len(models), given),
        comparisons=compared(plan, len(models)),
        level=level(plan, len(models), given),
        given=given,
        chosen=chosen,
    )


def _scaled(amounts: Amounts, times: int) -> Amounts:
    """So many times the amounts."""
    scaled = {
        name: None if amount is None else amount * times
        for name, amount in asdict(amounts).items()
    }
    return Amounts(**scaled)


def _total(amounts: Sequence[Amounts]) -> Amounts:
    """The sums; unknown where one is."""
    return Amounts(
        input_tokens=summed(each.input_tokens for each in amounts),
        output_tokens=summed(each.output_tokens for each in amounts),
        cost_usd=summed(each.cost_usd for each in amounts),
    )


def _model(spent: Spent) -> dict[str, Any]:
    """One model as JSON has it."""
    return {
        "model": spent.model,
        "role": spent.role,
        "simulated": spent.simulated,
        **_amounts(spent.expected),
        "at_most": _amounts(spent.at_most),
        "requests": round(spent.requests),
        "wall_s": round(spent.wall_s, 1),
        "price": None if spent.price is None else asdict(spent.price),
        "basis": list(spent.basis),
    }


def _amounts(amounts: Amounts) -> dict[str, float | int | None]:
    """Amounts as JSON has them."""
    return {
        "input_tokens": _count(amounts.input_tokens),
        "output_tokens": _count(amounts.output_tokens),
        "cost_usd": _money(amounts.cost_usd),
    }


def _count(amount: float | None) -> int | None:
    """A number of tokens."""
    return None if amount is None else round(amount)


def _money(amount: float | None) -> float | None:
    """Dollars and cents."""
    return None if amount is None else round(amount, 2)


def _rounded(share: float | None) -> float | None:
    """A difference of rates."""
    return None if share is None else round(share, 4)
