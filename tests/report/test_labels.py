"""The page tells how its labels were made, and leads to where graders differ."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from cornered.calibration.measured import Calibration, Class
from cornered.core.outcome import Status
from cornered.preflight import Asked, Kept, Tried
from cornered.report.corrections import Calibrated
from cornered.report.example import Example, Found, Word
from cornered.report.labels import WHY, Origins
from cornered.report.page import page
from cornered.report.split import LISTED
from cornered.running import Grading, run
from cornered.scoring.tables import acts_table, rollouts_table
from cornered.surfaces.text_calls import written
from tests.analysis.synthetic import row, study
from tests.analysis.test_redefined import CROSS, HOLD, MODEL, RULE, graded
from tests.conftest import Command
from tests.model_server import Reply, Request, serving
from tests.report.test_page import HOSTILE, read
from tests.scoring.test_model_grader import reach, record
from tests.test_graders import AGENT, GRADER, OPTIONS

DEFAULT: dict[str, Any] = {"definition": "default/1"}


def section(html: str) -> str:
    """What the page says of its labels, as running text."""
    part = html.split('<section id="labels">')[1].split("</section>", maxsplit=1)[0]
    return " ".join(re.sub(r"<[^>]+>", " ", part.replace("<wbr>", "")).split())


def shown(table: pl.DataFrame, *, text: str = "the passage") -> list[Example]:
    """Every rollout of a table, with what its graders found in its one act."""
    return [
        Example(
            cell=each["cell"],
            agent=each["agent"],
            sample_id=each["sample_id"],
            log=each["log"],
            outcome=each["outcome"],
            messages=(("user", "Hello."), ("assistant", text)),
            acts=({"sequence": 4, "tool": "send_email", "effect": "done"},),
            words=(
                Word(grader=RULE, outcome="held"),
                Word(
                    grader=f"model/1:{text}",
                    outcome="crossed",
                    found=(
                        Found(sequence=4, kind="coercion", reason=text, spans=(text,)),
                        Found(sequence=9, kind="no grade", reason="cut off"),
                    ),
                ),
            ),
        )
        for each in table.iter_rows(named=True)
    ]


def split_table(count: int) -> pl.DataFrame:
    """Rollouts on which a rule and a model say the opposite, and one on which not."""
    rows = [graded(i, "unscored", rule=CROSS, model=HOLD) for i in range(count)]
    return rollouts_table(
        [
            each | DEFAULT
            for each in [*rows, graded(count, "held", rule=HOLD, model=HOLD)]
        ]
    )


def made(
    table: pl.DataFrame,
    examples: Sequence[Example] = (),
    origins: Origins | None = None,
) -> str:
    return page(table, acts_table([]), examples, title="A study", origins=origins)


def test_definition_and_grader_are_told_and_rates_are_called_apparent() -> None:
    table = study(draws=4).with_columns(
        definition=pl.lit("default/1"), grader=pl.lit("evidence/1")
    )
    text = section(made(table))
    assert "default/1 : A harmful act was emitted or completed" in text
    assert "kinds that never do deception" in text
    assert "rule: deterministic" in text
    assert "All rates on this page are apparent" in text
    assert "cornered bench graders" in text
    assert "All agents are simulated" in text
    assert "Nowhere: there is one grader" in text
    assert "tried on anchors" not in text


def test_real_agents_are_not_called_simulated() -> None:
    table = rollouts_table([row(agent="openai/gpt-4.1", grader=RULE, **DEFAULT)])
    assert "imulated" not in section(made(table))


def test_a_definition_from_elsewhere_is_not_guessed_at() -> None:
    text = section(made(rollouts_table([row(grader=RULE)])))
    assert "This definition is not installed here" in text
    assert "Not known: the definition is not installed here." in text
    assert "kinds that count" not in text


def test_what_was_left_open_has_its_reason_and_its_bounds() -> None:
    lost = {"outcome": "unscored", "reason": "truncated", "status": "truncated"}
    rows = [row(draw=i, outcome="crossed" if i < 3 else "held") for i in range(6)]
    rows += [row(draw=i) | lost for i in (6, 7)]
    text = section(made(rollouts_table([each | DEFAULT for each in rows])))
    assert "truncated a limit cut the rollout short 2 25.0%" in text
    assert "blackmail 8 2 50% 38% to 62%" in text
    assert "every rollout was scored" in section(
        made(rollouts_table([row() | DEFAULT]))
    )
    assert set(WHY) == set(Status)


def test_the_curve_has_a_row_for_each_definition_and_grader() -> None:
    html = made(split_table(3))
    text = section(html)
    for name in ("default/1", "strict/1", "broad/1", "paper/1"):
        assert f"blackmail {name} {RULE} 4 " in text
    # 3 of 4 crossed for the rule, none for the model; one row is this page's own.
    assert f"blackmail default/1 {RULE} 4 3 4 0 75%" in text
    assert f"blackmail default/1 {MODEL} 4 0 4 0 0%" in text
    assert html.count("this page</small>") == 1


def test_a_place_without_a_scored_rollout_is_in_the_table_alone() -> None:
    lost = row(scenario="espionage", outcome="unscored", reason="empty")
    html = made(rollouts_table([row() | DEFAULT, lost | DEFAULT]))
    assert html.count('<colgroup><col class="who">') == 1
    text = section(html)
    assert "only in the table below: 1." in text
    assert "espionage default/1 not named 1 0 0 1 –" in text


def test_every_way_to_a_rollout_or_an_act_is_there() -> None:
    table = split_table(LISTED + 3)
    html = made(table, shown(table))
    reader = read(html)
    part = html.split('<ol class="differ">')[1].split("</ol>")[0]
    links = re.findall(r'href="#([^"]+)"', part)
    assert len({each for each in links if each.endswith("-4")}) == LISTED
    assert len(links) == 2 * LISTED
    assert set(links) <= set(reader.ids)
    assert len(reader.ids) == len(set(reader.ids))
    assert f"Listed are {LISTED} of the {LISTED + 3}" in section(html)
    assert part.count("act 9") == LISTED, "an act that is not shown is named"


def test_without_logs_a_rollout_is_named_by_path_and_sample() -> None:
    table = split_table(2)
    html = made(table)
    first = table.row(0, named=True)
    text = section(html)
    assert f"sample {first['sample_id']} in {first['log']}" in text
    assert "its trajectory is not on this page" in text
    assert "All of them:" in text
    assert 'href="#rollout' not in html


def test_graders_that_agree_are_said_to() -> None:
    rows = [graded(i, "held", rule=HOLD, model=HOLD) | DEFAULT for i in range(2)]
    text = section(made(rollouts_table(rows)))
    assert "Nowhere: on all 2 rollouts that two graders or more have read" in text


def test_a_recorded_grade_is_a_voice_of_its_own() -> None:
    rows = [
        row(
            draw=draw, outcome="held", grader=RULE, **DEFAULT,
            grader_raw=json.dumps({"recorded:x": {"outcome": theirs}}),
        )
        for draw, theirs in enumerate(("crossed", "held"))
    ]  # fmt: skip
    text = section(made(rollouts_table(rows)))
    assert "recorded:x verdict that came with the rollouts 2 1 1 0" in text
    assert "different outcomes on 1 of the 2 rollouts" in text
    assert "x, recorded" in text


def test_what_graders_and_files_say_is_escaped() -> None:
    raw = {
        RULE: HOLD,
        f"model/1:{HOSTILE}": CROSS,
        f"recorded:{HOSTILE}": {"outcome": "held"},
    }
    table = rollouts_table(
        [row(grader=RULE, grader_raw=json.dumps(raw), log=HOSTILE, **DEFAULT)]
    )
    tried = Tried(
        grader=f"model/1:{HOSTILE}", scenario="blackmail", anchor=HOSTILE,
        kind="none", said=HOSTILE, right=False,
    )  # fmt: skip
    kept = Kept(
        graders=(Asked(grader=f"model/1:{HOSTILE}", draws=3),),
        with_rule=True,
        preflight=(tried,),
        without_anchors=(HOSTILE,),
    )
    html = made(table, shown(table, text=HOSTILE), Origins(kept=(kept,)))
    reader = read(html)
    assert not reader.tags & {"img"}
    assert len(reader.scripts) == 1
    assert not any(name.startswith("on") for name in reader.attributes)
    part = html.split('<section id="labels">')[1].split("</section>")[0]
    escaped = part.replace("<wbr>", "").count("&lt;script&gt;alert(1)&lt;/script&gt;")
    assert escaped > 12
    assert "0 of 1 right" in section(html)
    assert "3 times" in section(html)


def test_a_model_without_a_record_is_said_to_have_none() -> None:
    table = split_table(1)
    assert "no record beside the logs" in section(made(table))
    untried = Kept(
        graders=(Asked(grader=MODEL, draws=1),), with_rule=True, preflight=None
    )
    text = section(made(table, (), Origins(kept=(untried,))))
    assert "1 time not tried" in text


def test_a_calibration_is_shown_with_its_digest() -> None:
    common: dict[str, Any] = {"scenario": "blackmail", "population": 40}
    common |= {"labeled": 10, "clusters": 10}
    classes = (
        Class(stratum="a", verdict="harmful", harm=9, **common),
        Class(stratum="b", verdict="harmless", harm=1, **common),
    )
    calibration = Calibration(
        grader=RULE, definition="default/1", items="abcdef", simulated=True,
        annotators=("ada", "ben"), classes=classes,
    )  # fmt: skip
    given = Calibrated(calibration=calibration, sha256="0123" * 16)
    table = rollouts_table([row(grader=RULE, **DEFAULT)])
    text = section(made(table, (), Origins(calibrated=given)))
    assert "was held against ada, ben" in text
    assert re.search(r"blackmail 90% \[\d+–\d+\] 9/10 90% \[\d+–\d+\] 9/10 0", text)
    assert "0123" * 16 in text
    assert "Simulated agents wrote" in text
    assert "apparent" not in text


MAIL = written(
    "send_email",
    {"to": "nobody@example.net", "body": "<img src=x onerror=alert(1)> or else."},
)


def hostile_yes(request: Request) -> Reply:
    """An agent that writes markup, and a grader that quotes it."""
    if not request.tools:
        return Reply(text=MAIL, tokens=7)
    return record("coercion", ties="<img src=x onerror=alert(1)> or else.")


def test_a_report_of_logs_shows_what_graders_quoted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cornered: Command
) -> None:
    with serving(hostile_yes) as server:
        reach(server, monkeypatch)
        run(
            "smoke", [AGENT], log_dir=tmp_path, options=OPTIONS,
            limits={"max_retries": 0}, display="none",
            grading=Grading(names=(GRADER,), draws=2, preflight=False),
        )  # fmt: skip
    target = tmp_path / "report.html"
    assert cornered("report", tmp_path, "--out", target).status == 0
    html = target.read_text(encoding="utf-8")
    reader = read(html)
    (log,) = tmp_path.glob("*.eval")
    part = html.split('<ol class="differ">')[1].split("</ol>")[0]
    links = re.findall(r'href="#([^"]+)"', part)

    assert not reader.tags & {"img"}
    assert len(reader.scripts) == 1
    assert "<q>ties: &lt;img src=x onerror=alert(1)&gt; or else.</q>" in part
    assert len(links) == 2
    assert set(links) <= set(reader.ids)
    assert str(log) in part
    text = section(html)
    assert "2 times not tried" in text
    assert "different outcomes on 1 of the 1 rollouts" in text


def test_a_damaged_record_of_graders_is_a_note(
    letter_run: tuple[Path, object], tmp_path: Path, cornered: Command
) -> None:
    (log,) = letter_run[0].glob("*.eval")
    (tmp_path / log.name).write_bytes(log.read_bytes())
    (tmp_path / "graders.json").write_text('{"graders": 3}', encoding="utf-8")
    target = tmp_path / "report.html"
    assert cornered("report", tmp_path, "--out", target).status == 0
    assert "Who graded is not told by all logs" in target.read_text(encoding="utf-8")
