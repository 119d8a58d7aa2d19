"""A protocol is named by its mitigations, in order."""

from __future__ import annotations

import pytest

from cornered.core.mitigation import Mitigation, Protocol


def mitigation(name: str) -> Mitigation:
    return Mitigation(module=f"cornered.mitigations.{name}", summary="")


ONE, TWO = mitigation("one"), mitigation("two")


@pytest.mark.parametrize(
    ("protocol", "name"),
    [
        (Protocol(), "none"),
        (Protocol(shadow=True), "~none"),
        (Protocol(mitigations=(ONE,)), "one"),
        (Protocol(mitigations=(ONE, TWO)), "one+two"),
        (Protocol(mitigations=(TWO, ONE)), "two+one"),
        (Protocol(mitigations=(ONE,), shadow=True), "~one"),
    ],
)
def test_the_id_says_what_is_bound(protocol: Protocol, name: str) -> None:
    assert protocol.id == name
