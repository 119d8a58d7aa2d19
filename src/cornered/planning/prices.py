"""Prices: what a model's tokens cost, from a dated table that anyone can edit.

A price is of a model at a provider: what a vendor asks says nothing of what a reseller
asks. No row, no price: nothing is guessed from a model that is called alike.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from importlib.resources import files
from io import StringIO
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING

from cornered.core.agent import PREFIX
from cornered.core.errors import InputError

if TYPE_CHECKING:
    from inspect_ai.model import Model, ModelCost

TABLE = "prices.csv"
"""Name of the table in this package."""

NEEDED = ("model", "input_usd", "output_usd", "date", "published")
OPTIONAL = ("cache_write_usd", "cache_read_usd")
"""Columns of a table of prices; money is US dollars per million tokens."""

MILLION = 1_000_000


@dataclass(frozen=True, kw_only=True)
class Price:
    """What a million tokens of a model cost, in US dollars."""

    model: str
    """Name of the model at its provider, as Inspect has it; `*` and `?` match."""
    input_usd: float
    output_usd: float
    cache_write_usd: float | None = None
    """Of input that a provider keeps; None if it is charged as input, or unknown."""
    cache_read_usd: float | None = None
    """Of input that a provider had kept; None for the price of input, or unknown."""
    date: str = ""
    """When it was read where it was published."""
    published: str = ""
    """Where."""

    def cost_usd(self, *, input_tokens: float, output_tokens: float) -> float:
        """What these tokens cost, nothing of them kept by the provider.

        Examples:
            >>> price = Price(model="a/b", input_usd=2, output_usd=8)
            >>> price.cost_usd(input_tokens=1_000_000, output_tokens=500_000)
            6.0
        """
        spent = input_tokens * self.input_usd + output_tokens * self.output_usd
        return spent / MILLION


SIMULATED = Price(
    model=f"{PREFIX}*",
    input_usd=0,
    output_usd=0,
    published="simulated: nobody is asked",
)
"""What simulated agents cost."""


def price_of(model: str, prices: Iterable[Price] | None = None) -> Price | None:
    """What `model` costs; None if no row is about it.

    Args:
        model: Name as Inspect has it, its provider included.
        prices: The table; the shipped one if None. A name in full outranks a pattern,
            the longer pattern the shorter, and the earlier row the later.

    Examples:
        >>> price_of("openai/gpt-4o").input_usd
        2.5
        >>> price_of("openrouter/openai/gpt-4o") is None
        True
        >>> price_of("simulated/gpt-4.1").output_usd
        0
    """
    if model.startswith(PREFIX):
        return SIMULATED
    rows = shipped() if prices is None else prices
    name = model.casefold()
    fits = [each for each in rows if fnmatchcase(name, each.model.casefold())]
    exact = [each for each in fits if each.model.casefold() == name]
    return max(exact or fits, key=lambda each: len(each.model), default=None)


def written() -> str:
    """The shipped table as text, for people to edit."""
    return files("cornered.planning").joinpath(TABLE).read_text(encoding="utf-8")


@cache
def shipped() -> tuple[Price, ...]:
    """The rows of the shipped table."""
    return _read(written(), TABLE)


def priced(path: Path | None) -> tuple[Price, ...]:
    """The rows of a person's own table before the shipped ones.

    Raises:
        InputError: If the file cannot be read, or a row is no price.
    """
    if path is None:
        return shipped()
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as problem:
        why = problem.strerror if isinstance(problem, OSError) else "no UTF-8 text"
        message = f"cannot read prices {str(path)!r}: {why}; allowed: a CSV file"
        raise InputError(message) from problem
    own = _read(text, str(path))
    named = {each.model.casefold() for each in own}
    return (*own, *(each for each in shipped() if each.model.casefold() not in named))


def _read(text: str, where: str) -> tuple[Price, ...]:
    """The rows of a table."""
    reader = csv.DictReader(StringIO(text))
    columns = tuple(reader.fieldnames or ())
    missing = [name for name in NEEDED if name not in columns]
    unknown = [name for name in columns if name not in (*NEEDED, *OPTIONAL)]
    if missing or unknown:
        wrong = f"no column {missing[0]!r}" if missing else f"column {unknown[0]!r}"
        allowed = ", ".join((*NEEDED[:3], *OPTIONAL, *NEEDED[3:]))
        message = f"prices {where!r}: {wrong}; allowed: {allowed}"
        raise InputError(message)
    return tuple(_price(row, f"{where}:{reader.line_num}") for row in reader)


def _price(row: Mapping[str, str | None], where: str) -> Price:
    """One row as a price."""
    said = {name: (row.get(name) or "").strip() for name in (*NEEDED, *OPTIONAL)}
    if not said["model"] or not said["date"]:
        message = f"{where}: no model or no date; allowed: both, as 2025-06"
        raise InputError(message)
    return Price(
        model=said["model"],
        input_usd=_usd(said["input_usd"], where),
        output_usd=_usd(said["output_usd"], where),
        cache_write_usd=_kept(said["cache_write_usd"], where),
        cache_read_usd=_kept(said["cache_read_usd"], where),
        date=said["date"],
        published=said["published"],
    )


def _usd(text: str, where: str) -> float:
    """An amount of money."""
    try:
        amount = float(text)
    except ValueError:
        amount = -1.0
    if not isfinite(amount) or amount < 0:
        message = f"{where}: price {text!r}; allowed: US dollars per million tokens"
        raise InputError(message)
    return amount


def _kept(text: str, where: str) -> float | None:
    """An amount of money, or none."""
    return _usd(text, where) if text else None


def inspect_cost(price: Price) -> ModelCost:
    """A price as Inspect has it; kept input whose price is unknown costs as input."""
    from inspect_ai.model import ModelCost

    kept = (price.cache_write_usd, price.cache_read_usd)
    write, read = (price.input_usd if each is None else each for each in kept)
    return ModelCost(
        input=price.input_usd,
        output=price.output_usd,
        input_cache_write=write,
        input_cache_read=read,
    )


def tell_inspect(
    models: Sequence[Model], prices: Iterable[Price] | None = None
) -> tuple[str, ...]:
    """Let Inspect count what these models cost; its own table has no prices.

    Returns:
        The models whose price is unknown; for them nothing is counted.
    """
    from inspect_ai.model import ModelInfo, get_model_info, set_model_info

    rows = tuple(shipped() if prices is None else prices)
    unknown = []
    for model in models:
        price = price_of(str(model), rows)
        if price is None:
            unknown.append(str(model))
            continue
        # `set_model_cost` refuses models that Inspect's own table does not have.
        info = get_model_info(model) or ModelInfo()
        cost = inspect_cost(price)
        set_model_info(str(model), info.model_copy(update={"cost": cost}))
    return tuple(unknown)
