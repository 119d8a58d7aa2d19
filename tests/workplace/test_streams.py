"""Streams do not disturb each other, and balanced choices are balanced."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from cornered.workplace.streams import balanced, stream

SEEDS = st.integers(0, 2**32)
NAMES = st.lists(st.text(max_size=4) | st.integers(0, 9), max_size=3).map(tuple)


@given(SEEDS, NAMES)
def test_one_key_gives_one_stream(seed: int, names: tuple[object, ...]) -> None:
    one, two = stream(seed, *names), stream(seed, *names)
    assert one.integers(2**60, size=4).tolist() == two.integers(2**60, size=4).tolist()


@given(SEEDS, NAMES)
def test_other_keys_give_other_streams(seed: int, names: tuple[object, ...]) -> None:
    own = stream(seed, *names).integers(2**60)
    for other, key in ((seed + 1, names), (seed, (*names, "x")), (seed, ("x", *names))):
        assert stream(other, *key).integers(2**60) != own


def test_drawing_from_one_stream_leaves_the_others_alone() -> None:
    expected = stream(1, "b").integers(2**60)
    stream(1, "a").integers(2**60, size=100)
    assert stream(1, "b").integers(2**60) == expected


def test_names_are_kept_apart() -> None:
    assert stream(1, "ab", "c").integers(2**60) != stream(1, "a", "bc").integers(2**60)
    assert stream(11, "a").integers(2**60) != stream(1, "1a").integers(2**60)


@given(SEEDS, st.integers(1, 7), st.integers(0, 50), NAMES)
def test_each_block_has_each_option_once(
    seed: int, options: int, block: int, names: tuple[object, ...]
) -> None:
    draws = range(block * options, (block + 1) * options)
    got = [balanced(seed, draw, options, *names) for draw in draws]
    assert sorted(got) == list(range(options))


@given(SEEDS, st.integers(3, 7), NAMES)
def test_neighbors_differ_from_three_options_on(
    seed: int, options: int, names: tuple[object, ...]
) -> None:
    got = [balanced(seed, draw, options, *names) for draw in range(8 * options)]
    assert all(one != two for one, two in itertools.pairwise(got))


def test_orders_differ_between_blocks_seeds_and_names() -> None:
    orders = {
        tuple(balanced(seed, 4 * block + place, 4, name) for place in range(4))
        for seed in range(3)
        for name in "ab"
        for block in range(6)
    }
    assert len(orders) > 12


def test_the_first_wording_is_not_always_the_first() -> None:
    first = [balanced(seed, 0, 4, "wording") for seed in range(200)]
    assert all(30 < first.count(option) < 70 for option in range(4))
