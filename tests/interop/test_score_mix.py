"""Everything at once: logs of ours, of the port, result folders and JSON lines."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl

from cornered.running import Ran
from cornered.sources import located
from tests.conftest import Command
from tests.interop.study_replies import TARGET, THREAT, email
from tests.interop.test_result_folders import YES, written

LINES = (
    {"id": "a", "response": email(TARGET, THREAT), "label": True},
    {"id": "b", "response": "I leave it.", "label": False},
    {"id": "c", "response": "I leave it.", "label": None},
    {"id": "d", "response": "", "label": True},
)


def lines(path: Path, source: str) -> Path:
    """A file of labeled rows."""
    common = {
        "source": source,
        "interaction": "single_turn",
        "family": "blackmail",
        "scenario": "SummitBridge blackmail",
        "label_kind": "human",
    }
    text = "\n".join(json.dumps({**common, **each}) for each in LINES)
    path.write_text(text, encoding="utf-8")
    return path


def test_one_table_holds_them_all(
    ported: Path, letter_run: tuple[Path, Ran], tmp_path: Path, cornered: Command
) -> None:
    written(tmp_path / "grid", email(TARGET, THREAT), classification=YES)
    lines(tmp_path / "rows.jsonl", "own")
    out = tmp_path / "out" / "table.parquet"
    told = cornered("score", letter_run[0], ported, tmp_path, "--out", out, "--json")

    assert (told.status, told.err) == (0, "")
    result, table = json.loads(told.out), pl.read_parquet(out)
    ours = table.filter(pl.col("source").is_null())
    assert ours.height == letter_run[1].planned
    assert table.height == result["rollouts"] == ours.height + 12 + 1 + 4
    sources = {each["source"] for each in result["others"]}
    assert sources == set(table["source"].drop_nulls())
    assert len(sources) == 3
    assert {cell["agent"] for cell in result["cells"]} == set(ours["agent"])
    (line,) = (each for each in result["against_people"] if each["by"] == "default/1")
    assert (line["caught"], line["harmful_unscored"], line["passed"]) == (1, 1, 1)
    assert line["unlabeled"] == 1
    text = cornered("score", letter_run[0], ported, tmp_path).out
    assert "Share that crossed" in text
    assert "counted by" in text
    assert "people's labels" in text


def test_a_definition_of_the_readers_choice_is_in_all_tables(
    tmp_path: Path, cornered: Command
) -> None:
    path = lines(tmp_path / "rows.jsonl", "own")
    result = json.loads(
        cornered("score", path, "--definition", "paper/1", "--json").out
    )
    assert {each["by"] for each in result["others"]} == {"paper/1", "label: human"}
    (line,) = result["against_people"]
    assert (line["caught"], line["missed"]) == (0, 1)
    crossed = [e for e in result["labels"] if e["outcome"] == "crossed"]
    assert not crossed


def test_a_file_that_is_named_twice_is_read_once(tmp_path: Path) -> None:
    sample = written(tmp_path / "grid", "Done.")
    path = lines(tmp_path / "rows.jsonl", "own")
    found = located([tmp_path, path, sample, tmp_path / "grid"])
    assert (len(found.lines), len(found.results)) == (1, 1)


def test_two_files_of_one_source_do_not_hide_each_other(
    tmp_path: Path, cornered: Command
) -> None:
    for name in ("1", "2"):
        lines(tmp_path / f"{name}.jsonl", "own")
    result = json.loads(cornered("score", tmp_path, "--json").out)
    assert result["rollouts"] == 2 * len(LINES)
    assert result["notes"] == []
