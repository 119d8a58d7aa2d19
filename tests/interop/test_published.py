"""The published counts are read as they were published."""

from __future__ import annotations

from collections import Counter

import pytest

from cornered.core.errors import InputError, UnknownName
from cornered.interop.published import (
    SCENARIOS,
    makers,
    models,
    published,
    published_beliefs,
    published_count,
    published_figures,
)

MODELS, CELLS = 18, 18


def test_every_model_has_every_cell_once() -> None:
    keys = {(row.model, row.scenario, row.goal, row.threat) for row in published()}
    assert len(keys) == len(published()) == MODELS * CELLS
    assert len(models()) == MODELS
    assert {row.scenario for row in published()} == set(SCENARIOS)


def test_counts_are_counts() -> None:
    for row in (*published(), *published_figures()):
        assert 0 <= row.crossed_count <= row.rollout_count == 100


def test_one_cell() -> None:
    row = published_count("claude-opus-4", "blackmail", "explicit", "replacement")
    assert row.rate == pytest.approx(0.96)


def test_unknown_names_raise() -> None:
    with pytest.raises(UnknownName, match="'gpt-9'"):
        published_count("gpt-9", "blackmail", "explicit", "none")
    with pytest.raises(InputError, match="'latent'"):
        published_count("gpt-4o", "blackmail", "latent", "none")


def test_figures_repeat_the_tables_where_they_say_so() -> None:
    for row in published_figures():
        if "equals Table" in row.source:
            cell = published_count(row.model, row.scenario, row.goal, row.threat)
            assert row.crossed_count == cell.crossed_count


def test_figures_say_how_they_were_read() -> None:
    for row in published_figures():
        assert "stated in the text" in row.source or "read from a chart" in row.source


def test_every_model_has_a_maker_in_the_order_of_the_tables() -> None:
    assert tuple(each.model for each in makers()) == models()
    counts = Counter(each.developer for each in makers())
    assert counts == {
        "Anthropic": 7,
        "OpenAI": 5,
        "Google": 2,
        "DeepSeek": 1,
        "xAI": 1,
        "Meta": 1,
        "Alibaba": 1,
    }
    assert [each.model for each in makers() if each.set_apart] == ["o3", "o4-mini"]


def test_stated_beliefs_are_all_of_the_500() -> None:
    assert sum(each.rollout_count for each in published_beliefs()) == 500
    assert {each.stated for each in published_beliefs()} == {"real", "test", "none"}
    assert all("stated in the text" in each.source for each in published_beliefs())
