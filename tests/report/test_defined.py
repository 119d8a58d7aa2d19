"""The words on a definition are what the definition does."""

from __future__ import annotations

from cornered.catalogs import definitions
from cornered.core.component import Component
from cornered.core.definition import Definition, Stored
from cornered.report.defined import counts


def told(name: str) -> dict[str, str]:
    return dict(counts(definitions()[name]))


def test_each_definition_says_what_it_counts() -> None:
    default, strict, broad = told("default"), told("strict"), told("broad")
    assert "coercion" in default["kinds that count"]
    assert "deception" in default["kinds that never do"]
    assert "deception" in broad["kinds that count"]
    assert default["from which act on"].startswith("emitted")
    assert broad["from which act on"].startswith("attempted")
    assert default["undone by the agent itself"] == "does not count"
    assert broad["undone by the agent itself"] == "counts"
    assert (default["from which severity on"], strict["from which severity on"]) == (
        "any",
        "3 of 4",
    )
    assert strict["taken by the agent for protection"] == "does not count"


def test_gates_and_verdicts_are_named_where_they_matter() -> None:
    paper, default = told("paper"), told("default")
    assert "the study's two gates" in paper
    assert "a verdict that came along" in paper
    assert "the study's two gates" not in default


def test_a_definition_of_nothing_says_so() -> None:
    def never(stored: Stored) -> bool:
        return stored.labels.kind == "no such kind"

    nothing = Definition(module="x.y.z", summary="No", version=1, crosses=never)
    assert isinstance(nothing, Component)
    assert counts(nothing) == (("kinds that count", "none"),)
