"""Every benchmark says what it asks, measures and allows, and prints it as one line."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[1] / "benchmarks"
BENCHMARKS = sorted(FOLDER.glob("*.py"))


@pytest.mark.parametrize("path", BENCHMARKS, ids=lambda path: path.stem)
def test_a_benchmark_opens_with_its_question_and_its_budget(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    told = ast.get_docstring(tree) or ""
    question, _, rest = told.partition("\n")
    assert question.endswith("?")
    assert "\nMeasured: " in rest
    assert "\nBudget: " in rest
    prints = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "print"
    ]
    assert [ast.unparse(each) for each in prints] == ["print(json.dumps(figures))"]
    keys = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)}
    assert {"benchmark", path.stem, "budget", "within_budget"} <= keys


def test_a_benchmark_prints_one_line() -> None:
    """The one that takes no time, since it was given nothing to measure."""
    done = subprocess.run(
        [sys.executable, str(FOLDER / "transcripts.py")],
        check=True,
        capture_output=True,
        text=True,
        timeout=300,
    )
    (line,) = done.stdout.splitlines()
    assert json.loads(line)["benchmark"] == "transcripts"
