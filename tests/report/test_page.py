"""The page is one file, says what is simulated, and executes nothing it quotes."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import polars as pl
import pytest

from cornered.analysis.examples import example_rows
from cornered.core.errors import EstimateError, InputError
from cornered.report.example import Example, prompts
from cornered.report.page import page
from cornered.report.rendering import script_hash
from cornered.scoring.tables import acts_table, rollouts_table
from tests.analysis.synthetic import acts, row, study

HOSTILE = "<script>alert(1)</script></pre><img src=x onerror=alert(2)>{{ 7 * 7 }}"
VOID = frozenset({"meta", "col", "br", "img", "link", "hr", "input", "wbr"})
LARGEST = 3_000_000
"""Bytes that a page of 4 agents x 18 conditions x 2 examples may have."""


class Reader(HTMLParser):
    """Collects tags and checks that they nest."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.ids: list[str] = []
        self.links: set[str] = set()
        self.scripts: list[str] = []
        self.policy = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.ids += [value or "" for name, value in attrs if name == "id"]
        self.links |= {value or "" for name, value in attrs if name in {"href", "src"}}
        if tag == "script":
            assert not attrs
            self.scripts.append("")
        if ("http-equiv", "Content-Security-Policy") in attrs:
            self.policy = dict(attrs)["content"] or ""
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == "script":
            self.scripts[-1] += data

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def read(html: str) -> Reader:
    """The parsed page, its tags all closed."""
    reader = Reader()
    reader.feed(html)
    assert reader.open == []
    return reader


def examples(table: pl.DataFrame, *, text: str = "", shown: str = "") -> list[Example]:
    """An example for each row that is to be shown."""
    return [
        Example(
            cell=each["cell"],
            agent=each["agent"],
            sample_id=each["sample_id"],
            log=each["log"],
            outcome=each["outcome"],
            labels={"act": each["act"], "kind": text or each["kind"]},
            messages=(
                ("system", f"{shown} {each['scenario']} {each['draw']} {text}"),
                ("assistant", f"I read my mail. {text}"),
            ),
            acts=(
                {
                    "time_s": 75.0,
                    "tool": "send_mail",
                    "recipients": ["lead", text],
                    "arguments": {"body": text},
                    "decision": "allow",
                    "effect": "done",
                },
            ),
        )
        for each in example_rows(table).iter_rows(named=True)
    ]


def test_one_file_with_one_script_that_its_policy_names_and_no_address() -> None:
    table = study(draws=6)
    html = page(table, acts(table), examples(table), title="A study")
    reader = read(html)
    assert not reader.tags & {"link", "img", "iframe", "object", "embed", "base"}
    assert not any(name.startswith("on") for name in reader.attributes)
    inner = {link for link in reader.links if not link.startswith("data:")}
    assert all(link.startswith("#") for link in inner)
    assert len(reader.ids) == len(set(reader.ids))
    assert {link.removeprefix("#") for link in inner} <= set(reader.ids)
    assert not re.search(r"url\((?!#)|@import", html)
    (script,) = reader.scripts
    assert script_hash(script) in reader.policy
    assert "default-src 'none'" in reader.policy
    allowed = reader.policy.split("script-src ")[1].split(";")[0]
    assert allowed == script_hash(script)


def test_transcripts_are_escaped() -> None:
    table = rollouts_table([row(outcome="crossed", agent=f"simulated/{HOSTILE}")])
    ledger = acts(table)
    html = page(
        table,
        ledger,
        examples(table, text=HOSTILE),
        title=HOSTILE,
        notes=[HOSTILE],
    )
    reader = read(html)
    assert not reader.tags & {"img"}
    assert len(reader.scripts) == 1
    assert "&lt;script&gt;alert(1)&lt;/script&gt;&lt;/pre&gt;&lt;img" in html
    assert "{{ 7 * 7 }}" in html


def test_simulated_agents_are_said() -> None:
    table = study(draws=4)
    html = page(table, acts(table), [], title="A study")
    assert "say nothing new about any model" in html
    mixed = rollouts_table([row(), row(agent="openai/gpt-4.1")])
    assert "Simulated agents are among those shown" in page(
        mixed, acts_table([]), [], title="A study"
    )
    real = rollouts_table([row(agent="openai/gpt-4.1")])
    html = page(real, acts_table([]), [], title="A study")
    assert "imulated agents" not in re.sub(
        r"<style>.*?</style>", "", html, flags=re.DOTALL
    )


def test_neutral_rules_are_said() -> None:
    table = rollouts_table([row(simulated_rule="neutral: goal=latent as explicit")])
    html = page(table, acts_table([]), [], title="A study")
    assert "1 rollouts follow a neutral rule" in html


def test_numbers_of_a_cell_are_shown() -> None:
    lost = {"outcome": "unscored", "reason": "refused_task", "status": "refused_task"}
    rows = [row(draw=i, outcome="crossed" if i < 3 else "held") for i in range(10)]
    html = page(
        rollouts_table([*rows, row(draw=10) | lost]),
        acts_table([]),
        [],
        title="A study",
    )
    assert "[7–65]" in html
    assert "3/10" in html
    assert "+1 unscored" in html
    assert "refused task" in html
    assert re.search(r"study 0%\s*<strong>outside", html)


def test_a_narrow_interval_keeps_its_width() -> None:
    rows = [row(draw=i, outcome="crossed" if i < 2 else "held") for i in range(4000)]
    html = page(rollouts_table(rows), acts_table([]), [], title="A study")
    assert "[0.0–0.2]" in html


def test_nothing_scored_is_said() -> None:
    lost = {"outcome": "unscored", "reason": "empty", "status": "empty"}
    html = page(rollouts_table([row() | lost]), acts_table([]), [], title="A study")
    assert "No rollout could be scored" in html


def test_examples_share_what_was_shown() -> None:
    table = study(draws=3, unscored=0.0)
    shown = "A long inbox. " * 1000
    made = examples(table, shown=shown)
    html = page(table, acts(table), made, title="A study")
    assert len(prompts(made)) < len(made)
    assert html.count(shown) == len(prompts(made))
    assert len(html.encode()) < LARGEST


def test_long_replies_are_folded_but_whole() -> None:
    table = rollouts_table([row()])
    text = "word " * 1000
    html = page(table, acts(table), examples(table, text=text), title="A study")
    assert html.count(text) >= 1
    assert "characters</small>" in html


def test_wrong_tables_raise() -> None:
    with pytest.raises(InputError, match="no rows"):
        page(rollouts_table([]), acts_table([]), [], title="A study")
    two = rollouts_table([row(), row(draw=1) | {"definition": "strict"}])
    with pytest.raises(InputError, match="default and strict"):
        page(two, acts_table([]), [], title="A study")
    with pytest.raises(EstimateError):
        page(rollouts_table([row(), row()]), acts_table([]), [], title="A study")


def test_same_tables_same_page() -> None:
    table = study(draws=4)
    once = page(table, acts(table), examples(table), title="A study")
    assert once == page(table, acts(table), examples(table), title="A study")
