"""Prices: a name at a provider, a dated row, and nothing guessed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from inspect_ai.model import (
    ModelUsage,
    compute_model_cost,
    get_model,
    get_model_info,
)

from cornered.core.errors import InputError
from cornered.planning.prices import (
    Price,
    inspect_cost,
    price_of,
    priced,
    shipped,
    tell_inspect,
    written,
)

HEADER = "model,input_usd,output_usd,date,published\n"


def test_every_shipped_row_is_dated_and_says_where_it_was_published() -> None:
    for each in shipped():
        assert re.fullmatch(r"20\d\d-\d\d", each.date), each
        assert each.published.startswith("https://"), each
        assert 0 < each.input_usd < each.output_usd, each
        assert "/" in each.model, each


@pytest.mark.parametrize(
    ("model", "read", "wrote"),
    [
        ("anthropic/claude-opus-4-20250514", 15, 75),
        ("anthropic/claude-opus-4-5-20251101", 5, 25),
        ("anthropic/claude-sonnet-4-0", 3, 15),
        ("openai/gpt-4.1", 2, 8),
        ("openai/gpt-4.1-mini", 0.4, 1.6),
        ("OpenAI/GPT-4o", 2.5, 10),
        ("google/gemini-2.5-pro", 1.25, 10),
    ],
)
def test_a_known_model_has_its_price(model: str, read: float, wrote: float) -> None:
    price = price_of(model)
    assert price is not None
    assert (price.input_usd, price.output_usd) == (read, wrote)


@pytest.mark.parametrize(
    "model",
    [
        "ollama/llama3",
        "openrouter/openai/gpt-4o",
        "openai/gpt-4o-audio-preview",
        "openai/gpt-5-pro",
        "anthropic/claude-opus-4-9",
        "gpt-4o",
    ],
)
def test_a_price_is_never_that_of_a_name_alike(model: str) -> None:
    assert price_of(model) is None


def test_simulated_agents_cost_nothing_and_say_why() -> None:
    price = price_of("simulated/anything")
    assert price is not None
    assert price.cost_usd(input_tokens=1e9, output_tokens=1e9) == 0
    assert "simulated" in price.published


def test_a_persons_rows_come_first_and_extend(tmp_path: Path) -> None:
    own = tmp_path / "own.csv"
    own.write_text(
        f"{HEADER}openai/gpt-4o,1,2,2026-01,contract\nollama/*,0,0,2026-01,own machine\n",
        encoding="utf-8",
    )
    rows = priced(own)
    mine, local = price_of("openai/gpt-4o", rows), price_of("ollama/llama3", rows)
    other = price_of("openai/gpt-4.1", rows)
    assert mine is not None
    assert (mine.input_usd, mine.published) == (1, "contract")
    assert local is not None
    assert local.output_usd == 0
    assert other is not None
    assert other.output_usd == 8


def test_what_is_written_to_be_edited_reads_as_what_is_shipped(tmp_path: Path) -> None:
    own = tmp_path / "prices.csv"
    own.write_text(written(), encoding="utf-8")
    assert priced(own) == shipped()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("model,input_usd\n", "no column 'output_usd'"),
        (f"{HEADER[:-1]},rate\n", "column 'rate'"),
        (f"{HEADER}a/b,cheap,1,2026-01,x\n", "price 'cheap'"),
        (f"{HEADER}a/b,-1,1,2026-01,x\n", "price '-1'"),
        (f"{HEADER}a/b,nan,1,2026-01,x\n", "price 'nan'"),
        (f"{HEADER}a/b,1,1,,x\n", "no date"),
    ],
)
def test_a_bad_table_is_one_line(text: str, told: str, tmp_path: Path) -> None:
    own = tmp_path / "own.csv"
    own.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=re.escape(told)) as raised:
        priced(own)
    assert "\n" not in str(raised.value)


def test_inspect_counts_money_by_our_prices() -> None:
    """A model that Inspect's own table lacks, with kept input that has no price."""
    price = Price(model="mockllm/*", input_usd=2, output_usd=10, cache_read_usd=0.5)
    model = get_model("mockllm/priced", memoize=False)
    unknown = tell_inspect([model, get_model("mockllm/model")], [price])
    assert unknown == ()
    assert tell_inspect([model], []) == ("mockllm/priced",)
    info = get_model_info(model)
    assert info is not None
    assert info.cost == inspect_cost(price)
    usage = ModelUsage(
        input_tokens=1_000_000,
        output_tokens=100_000,
        input_tokens_cache_read=2_000_000,
        input_tokens_cache_write=1_000_000,
    )
    assert compute_model_cost(info.cost, usage) == pytest.approx(2 + 1 + 1 + 2)
