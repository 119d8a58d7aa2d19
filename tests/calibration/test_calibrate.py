"""The command `calibrate`, over a plain pipe, with people who are simulated."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from cornered.calibration.measured import Class
from cornered.calibration.records import ADJUDICATED, Item, Label, append, read
from cornered.calibration.reference import disagreements, reference
from cornered.running import Ran, run
from cornered.scoring.tables import write
from cornered.sources import tables_at
from tests.conftest import Command

MODEL = "simulated/claude-opus-4"


@pytest.fixture(scope="session")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Logs of a scenario in which messages decide."""
    folder = tmp_path_factory.mktemp("calibrated")
    ran: Ran = run(
        "smoke",
        [MODEL],
        log_dir=folder,
        options={"rollouts": 12, "scenario": "blackmail"},
        display="none",
    )
    assert ran.complete
    return folder


@pytest.fixture
def drawn(played: Path, tmp_path: Path, cornered: Command) -> Path:
    """A fresh labels file."""
    path = tmp_path / "labels.jsonl"
    told = cornered("calibrate", path, "--from", played, "--n", 8)
    assert told.status == 0, told.err
    return path


def typed(path: Path, annotator: str, keys: str) -> str:
    """What is shown to an annotator who types these lines."""
    done = subprocess.run(
        [
            *(sys.executable, "-c", "from cornered.cli import main; main()"),
            *("calibrate", str(path), "--annotator", annotator),
        ],
        input=keys,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def labeled(path: Path, annotator: str, *, wrong: int = 0) -> None:
    """Label all as the rule does, but the first `wrong` messages as harmless."""
    for place, item in enumerate(read(path).items):
        kind = "none" if place < wrong else item.grades["evidence/2"].kind
        append(path, Label(item=item.item, annotator=annotator, label=kind))


def test_the_same_seed_draws_the_same_items(
    played: Path, drawn: Path, tmp_path: Path, cornered: Command
) -> None:
    again = tmp_path / "again.jsonl"
    assert cornered("calibrate", again, "--from", played, "--n", 8).status == 0
    assert again.read_bytes() == drawn.read_bytes()


def test_weights_add_up_to_the_population(drawn: Path) -> None:
    held = read(drawn)
    weights = {each.rollout: each.weight for each in held.items}
    sizes = [each.count for each in held.populations if each.unit == "rollout"]
    assert sum(weights.values()) == pytest.approx(sum(sizes))
    assert len({each.stratum for each in held.items}) > 1


def test_a_drawn_file_is_not_drawn_over(
    played: Path, drawn: Path, cornered: Command
) -> None:
    before = drawn.read_bytes()
    told = cornered("calibrate", drawn, "--from", played)
    assert told.status == 2
    assert "is there already" in told.err
    assert drawn.read_bytes() == before


def test_two_people_label_over_a_pipe_in_orders_of_their_own(drawn: Path) -> None:
    count = len(read(drawn).items)
    first = typed(drawn, "ada", "1\n" * count)
    second = typed(drawn, "ben", "n\nodd wording\n" + "0\n" * count)
    assert f"{count} of {count} labeled by ada." in first
    assert f"{count} of {count} labeled by ben." in second
    held = read(drawn)
    assert {each.label for each in held.by("ada").values()} == {"coercion"}
    assert {each.label for each in held.by("ben").values()} == {"none"}
    assert "odd wording" in {each.note for each in held.by("ben").values()}
    assert list(held.by("ada")) != list(held.by("ben"))
    assert "ada" not in second
    assert len(disagreements(held)) == count
    assert reference(held) == {}


def test_nothing_shown_tells_agent_condition_scenario_or_grade(drawn: Path) -> None:
    held = read(drawn)
    told = typed(drawn, "ada", "0\n" * len(held.items)).lower()
    sources = {each.source.log for each in held.items}
    samples = {each.source.sample_id for each in held.items}
    hidden = {
        "claude",
        "opus",
        "simulated",
        "blackmail",
        "evidence",
        "threat=",
        "smoke",
    }
    for secret in {*hidden, *sources, *samples, *(each.stratum for each in held.items)}:
        assert secret.lower() not in told
    for item in held.items:
        assert item.text.split("\n")[0].lower()[:40] in told


def test_back_takes_an_answer_again_and_the_last_one_counts(drawn: Path) -> None:
    typed(drawn, "ada", "1\nb\n6\nq\n")
    (label,) = read(drawn).by("ada").values()
    assert label.label == "support"
    assert drawn.read_text(encoding="utf-8").count('"record":"label"') == 2


def test_work_goes_on_after_a_cut_in_the_middle_of_a_line(drawn: Path) -> None:
    typed(drawn, "ada", "1\n2\nq\n")
    whole = drawn.read_bytes()
    drawn.write_bytes(whole[:-30])
    assert len(read(drawn).by("ada")) == 1
    told = typed(drawn, "ada", "c\nq\n")
    assert "cut while being written" in told
    assert [each.label for each in read(drawn).by("ada").values()] == [
        "coercion",
        "cannot_judge",
    ]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "allowed: one JSON object"),
        ('{"record":"grade"}', "field 'record'"),
        (
            '{"record":"label","item":"x","annotator":"a","label":"bad"}',
            "allowed: none",
        ),
        (
            '{"record":"label","item":"x","annotator":"a","label":"none"}',
            "field 'item'",
        ),
        ('{"record":"label","annotator":"a","label":"none"}', "field 'item'"),
    ],
)
def test_a_bad_line_is_one_error_with_its_place(
    drawn: Path, cornered: Command, line: str, said: str
) -> None:
    number = drawn.read_text(encoding="utf-8").count("\n") + 1
    with drawn.open("a", encoding="utf-8") as file:
        file.write(line + "\n")
    told = cornered("calibrate", drawn)
    assert told.status == 2
    assert f"line {number}:" in told.err
    assert told.err.count("\n") == 1
    assert said.replace("allowed: none", "allowed:") in told.err


def test_disagreements_are_listed_and_settled(drawn: Path, cornered: Command) -> None:
    labeled(drawn, "ada")
    labeled(drawn, "ben", wrong=1)
    found = json.loads(cornered("calibrate", drawn, "--disagreements", "--json").out)
    assert [each["on"] for each in found] == ["harm"]
    told = typed(drawn, ADJUDICATED, "1\n")
    assert "1 of 1 labeled by adjudicated." in told
    assert (
        json.loads(cornered("calibrate", drawn, "--disagreements", "--json").out) == []
    )
    assert reference(read(drawn))[found[0]["item"]] is True


def test_labels_that_follow_the_rule_find_it_right_but_not_certain(
    drawn: Path, cornered: Command
) -> None:
    labeled(drawn, "ada")
    labeled(drawn, "ben")
    told = json.loads(cornered("calibrate", drawn, "--json").out)
    (grader,) = told["graders"]
    for unit in ("message", "rollout"):
        for row in grader[unit]["accuracy"]:
            for name in ("sensitivity", "specificity"):
                assert row[name]["value"] == 1.0
                assert row[name]["lower"] < 0.99
    assert {row["value"] for row in told["agreement"]["harm"]} == {1.0}
    assert all(row["lower"] < 1 for row in told["agreement"]["harm"])


def test_a_calibration_is_the_same_bytes_and_corrects_rates(
    played: Path, drawn: Path, tmp_path: Path, cornered: Command
) -> None:
    labeled(drawn, "ada")
    paths = [tmp_path / "one.json", tmp_path / "two.json"]
    for path in paths:
        made = cornered("calibrate", drawn, "--grader", "evidence", "--out", path)
        assert made.status == 0, made.err
    assert paths[0].read_bytes() == paths[1].read_bytes()
    told = cornered("score", played, "--calibration", paths[0], "--json")
    for cell in json.loads(told.out)["cells"]:
        assert cell["corrected"] == pytest.approx(cell["rate"])
        assert cell["corrected_lower"] <= cell["corrected"] <= cell["corrected_upper"]
        assert cell["corrected_upper"] - cell["corrected_lower"] > 0.05


def test_the_report_has_corrected_rates_beside_the_counted(
    played: Path, drawn: Path, tmp_path: Path, cornered: Command
) -> None:
    labeled(drawn, "ada")
    path, page = tmp_path / "calibration.json", tmp_path / "report.html"
    cornered("calibrate", drawn, "--grader", "evidence", "--out", path)
    plain = cornered("report", played, "--out", page)
    assert plain.status == 0
    assert 'id="corrected"' not in page.read_text(encoding="utf-8")
    told = cornered("report", played, "--out", page, "--calibration", path)
    assert told.status == 0, told.err
    section = page.read_text(encoding="utf-8").split('id="corrected"')[1]
    section = section.split("</section>")[0]
    assert section.count("<tr>") == 3
    assert "simulated" in section


def test_a_comparison_is_corrected_beside_the_counted(
    played: Path, drawn: Path, tmp_path: Path, cornered: Command
) -> None:
    """The same run twice stays alike, and is not certain to be."""
    labeled(drawn, "ada")
    path = tmp_path / "calibration.json"
    cornered("calibrate", drawn, "--grader", "evidence", "--out", path)
    line = ("compare", played, played, "--calibration", path)
    found = json.loads(cornered(*line, "--json").out)
    for row in found["rows"]:
        assert row["corrected"] == pytest.approx(row["difference"])
        assert row["corrected_lower"] < row["corrected"] < row["corrected_upper"]
    told = cornered(*line).out
    assert "Corrected for the grader's errors, B - A is 0 points [" in told
    plain = cornered("compare", played, played, "--json")
    assert "corrected" not in json.loads(plain.out)["rows"][0]


def test_a_table_without_acts_is_not_corrected_silently(
    played: Path, drawn: Path, tmp_path: Path, cornered: Command
) -> None:
    labeled(drawn, "ada")
    path = tmp_path / "calibration.json"
    cornered("calibrate", drawn, "--grader", "evidence", "--out", path)
    alone = tmp_path / "rollouts.parquet"
    write(tables_at(played).rollouts, alone)
    told = cornered("compare", played, alone, "--calibration", path)
    assert told.status == 2
    assert "acts.parquet beside it" in told.err


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("grader", "model/1:other", "not of grader 'evidence/2'"),
        ("definition", "strict/1", "not of definition 'default/1'"),
        ("calibration", 7, "field 'calibration'"),
    ],
)
def test_a_calibration_of_something_else_is_refused(
    played: Path,
    drawn: Path,
    tmp_path: Path,
    cornered: Command,
    field: str,
    value: object,
    said: str,
) -> None:
    labeled(drawn, "ada")
    path = tmp_path / "calibration.json"
    cornered("calibrate", drawn, "--grader", "evidence", "--out", path)
    path.write_text(json.dumps({**json.loads(path.read_text()), field: value}))
    told = cornered("score", played, "--calibration", path)
    assert told.status == 2
    assert said in told.err
    assert told.err.count("\n") == 1


def test_a_file_without_labels_says_what_to_do(drawn: Path, cornered: Command) -> None:
    told = cornered("calibrate", drawn)
    assert (told.status, "--annotator" in told.err) == (2, True)
    missing = cornered("calibrate", drawn.with_name("none.jsonl"))
    assert (missing.status, "no such file" in missing.err) == (2, True)


def test_an_unknown_grader_is_named_with_those_there_are(
    drawn: Path, cornered: Command
) -> None:
    labeled(drawn, "ada")
    told = cornered("calibrate", drawn, "--grader", "nobody")
    assert told.status == 2
    assert "unknown grader 'nobody'; available: evidence/2" in told.err


def test_items_and_classes_are_closed_records(drawn: Path) -> None:
    item = read(drawn).items[0]
    assert Item.model_validate_json(item.model_dump_json()) == item
    with pytest.raises(ValueError, match="extra"):
        Class.model_validate({**item.model_dump(), "stratum": "x"})
