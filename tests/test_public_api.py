"""Importing stays light, modules stay small, and names say what is in them."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import cornered

SOURCE = Path(cornered.__file__).parent
MODULES = sorted(SOURCE.rglob("*.py"))
BANNED = {"utils", "helpers", "common", "misc", "base", "lib", "manager"}
HEAVY = ("inspect_ai", "pandas", "polars", "altair", "scipy", "vl_convert")


def loaded(statement: str, watched: tuple[str, ...]) -> list[str]:
    """Which of `watched` a fresh process has loaded after `statement`."""
    program = (
        f"import sys\n{statement}\nprint(*[m for m in {watched!r} if m in sys.modules])"
    )
    found = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True
    )
    return found.stdout.split()


def test_importing_the_package_is_light() -> None:
    assert loaded("import cornered", (*HEAVY, "jinja2", "numpy")) == []


def test_the_catalogs_are_light() -> None:
    scan = (
        "from cornered import catalogs\nfor k in catalogs.LIGHT: getattr(catalogs, k)()"
    )
    assert loaded("import cornered.catalogs", HEAVY) == []
    assert loaded(scan, HEAVY) == []


def test_the_command_line_is_light() -> None:
    assert loaded("import cornered.cli", HEAVY) == []


def test_the_entry_point_of_inspect_is_light() -> None:
    registry = SOURCE / "_registry.py"
    assert len(registry.read_text(encoding="utf-8").splitlines()) <= 15
    heavy = ("pandas", "altair", "polars", "scipy.stats", "vl_convert")
    assert loaded("import cornered._registry", heavy) == []


def test_what_is_public_is_listed_and_there() -> None:
    there = {
        name
        for name, value in vars(cornered).items()
        if not name.startswith("_") and not isinstance(value, ModuleType)
    }
    assert cornered.__all__ == sorted(there)


def test_modules_are_small() -> None:
    lengths = {
        path.relative_to(SOURCE).as_posix(): len(
            path.read_text(encoding="utf-8").splitlines()
        )
        for path in MODULES
    }
    assert {name: lines for name, lines in lengths.items() if lines > 400} == {}
    core = sum(lines for name, lines in lengths.items() if name.startswith("core/"))
    assert core <= 1500


def test_no_module_is_named_for_nothing() -> None:
    assert {path.stem for path in MODULES}.isdisjoint(BANNED)
    assert {path.name for path in SOURCE.rglob("*") if path.is_dir()}.isdisjoint(BANNED)


def test_no_function_is_longer_than_a_page() -> None:
    long = {
        f"{path.relative_to(SOURCE).as_posix()}:{node.name}"
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno >= 60
    }
    assert long == set()


def test_packages_only_say_what_they_are() -> None:
    for path in SOURCE.rglob("__init__.py"):
        body = ast.parse(path.read_text(encoding="utf-8")).body
        assert all(
            isinstance(node, ast.Expr | ast.Import | ast.ImportFrom | ast.Assign)
            for node in body
        ), path
