"""Labels join as sets of readers and tags do, whatever the order."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cornered.core.labels import PUBLIC, Label, joined

ROLES = st.frozensets(st.sampled_from(["ann", "boss", "cleo"]))
TAGS = st.frozensets(st.sampled_from(["confidential", "personal:ann", "life_safety"]))
LABELS = st.builds(
    Label,
    readers=st.none() | ROLES,
    tags=TAGS,
    integrity=st.integers(0, 1),
)


@given(LABELS, LABELS, LABELS)
def test_join_is_associative(one: Label, two: Label, three: Label) -> None:
    assert one.join(two).join(three) == one.join(two.join(three))


@given(LABELS, LABELS)
def test_join_is_commutative(one: Label, two: Label) -> None:
    assert one.join(two) == two.join(one)


@given(LABELS)
def test_join_is_idempotent_and_public_is_its_identity(label: Label) -> None:
    assert label.join(label) == label
    assert label.join(PUBLIC) == label == PUBLIC.join(label)


@given(LABELS, LABELS)
def test_join_never_widens_who_may_read(one: Label, two: Label) -> None:
    both = one.join(two)
    for label in (one, two):
        if label.readers is not None:
            assert both.readers is not None
            assert both.readers <= label.readers
        assert both.tags >= label.tags
        assert both.integrity <= label.integrity


@given(st.lists(LABELS), st.randoms())
def test_joined_does_not_depend_on_the_order(labels: list[Label], by: object) -> None:
    shuffled = sorted(labels, key=lambda _: by.random())  # type: ignore[attr-defined]
    assert joined(labels) == joined(shuffled)


def test_nobody_may_read_what_two_secrets_make_together() -> None:
    one = Label(readers=frozenset({"ann"}))
    two = Label(readers=frozenset({"boss"}))
    assert one.join(two).readers == frozenset()
    assert joined([]) == PUBLIC
