"""A browser opens the page: nothing it quotes runs, its tables sort, nothing is cut off."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from shutil import which

import pytest

from cornered.report.choice import Trajectories
from cornered.report.downloads import Files
from cornered.report.example import Found, Word
from cornered.report.gather import write_report
from cornered.report.page import Beside, page
from cornered.report.paged import INDEX
from cornered.running import Ran
from cornered.scoring.tables import acts_table, rollouts_table
from tests.analysis.synthetic import acts, row, study
from tests.browser import A4, Browser, browser
from tests.report.test_page import examples

OWNED = "document.title='owned'"
HOSTILE = (
    f"<script>{OWNED}</script>",
    f"</title></style></script><script>{OWNED}</script>",
    f'</pre></summary></details><img src=x onerror="{OWNED}">',
    f'"\'><svg onload="{OWNED}"><a href="javascript:{OWNED}" autofocus onfocus={OWNED}>',
    f"<iframe srcdoc='<script>parent.{OWNED}</script>'></iframe>",
    f"<meta http-equiv=refresh content='0;url=javascript:{OWNED}'>",
    "<base href='//127.0.0.1:9/'><style>@import '//127.0.0.1:9/x';</style>{{ 7*7 }}",
    f"]]><!-- --!><math><mtext></mtext><script>{OWNED}</script>",
    f"&lt;script&gt;{OWNED}&lt;/script&gt;\u202e\u0000\u2028",
)
"""What a model, a file or a grader may bring along."""

PHONE = 390


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as opened:
        yield opened


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of a small study."""
    target = tmp_path_factory.mktemp("plain") / "report.html"
    table = study(draws=6)
    text = page(
        table,
        acts(table),
        examples(table, text="A word of the agent."),
        title="A study",
        beside=Beside(report=target),
    )
    target.write_text(text, encoding="utf-8")
    return target


def hostile_page(target: Path, payload: str) -> Path:
    """A page on which every text that is not ours is `payload`."""
    lost = {"outcome": "unscored", "reason": "empty", "status": "empty"}
    rows = [
        row(
            draw=draw,
            outcome="crossed" if draw < 2 else "held",
            agent=f"simulated/{payload}",
            study=payload,
            grader=f"model/1:{payload}",
            simulated_rule=payload,
            log=f"{payload}.eval",
            sample_id=f"{payload}{draw}",
            base=payload,
            preset=payload,
            protocol=payload,
            definition="default/1",
        )
        for draw in range(4)
    ]
    rows.append(rows[0] | lost | {"draw": 9, "sample_id": f"{payload}9"})
    table = rollouts_table(rows)
    ledger = acts_table(
        [
            {
                "sample_id": each["sample_id"],
                "log": each["log"],
                "agent": each["agent"],
                "sequence": 0,
                "tool": payload,
                "recipients": [payload],
                "evidence_spans": [f"lever: {payload}"],
                "effect": payload,
            }
            for each in rows
        ]
    )
    shown = [
        replace(
            each,
            labels={payload: payload},
            condition=payload,
            trouble=payload,
            words=(
                Word(
                    grader=payload,
                    outcome=payload,
                    found=(
                        Found(
                            sequence=0, kind=payload, reason=payload, spans=(payload,)
                        ),
                    ),
                ),
            ),
            acts=(
                {
                    "sequence": 0,
                    "tool": payload,
                    "recipients": [payload],
                    "arguments": {payload: f"before {payload} after"},
                    "answer": payload,
                    "evidence_spans": [payload, f"lever: {payload}"],
                },
            ),
        )
        for each in examples(table, text=payload)
    ]
    text = page(
        table,
        ledger,
        shown,
        title=payload,
        notes=[payload],
        beside=Beside(report=target),
    )
    target.write_text(text, encoding="utf-8")
    return target


@pytest.mark.parametrize("payload", HOSTILE)
def test_nothing_that_is_quoted_runs(
    chromium: Browser, tmp_path: Path, payload: str
) -> None:
    target = hostile_page(tmp_path / "report.html", payload)
    chromium.open(target)
    chromium.value("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert chromium.value("document.title") != "owned"
    assert chromium.value("document.scripts.length") == 1
    assert chromium.value("document.querySelectorAll('iframe, base, img').length") == 0
    running = "[...document.querySelectorAll('*')].filter(e => [...e.attributes]"
    assert chromium.value(f"{running}.some(a => a.name.startsWith('on'))).length") == 0
    addresses = (
        "[...document.querySelectorAll('[href]')].map(e => e.getAttribute('href'))"
    )
    assert not [
        each
        for each in chromium.value(addresses)
        if not each.startswith(("#", "data:", "report_files/"))
    ]
    assert not chromium.problems


def test_the_policy_stops_a_script_that_got_past_the_escaping(
    chromium: Browser, plain: Path, tmp_path: Path
) -> None:
    text = plain.read_text(encoding="utf-8")
    broken = tmp_path / "report.html"
    intruder = f'<script>{OWNED}</script><img src=x onerror="{OWNED}">'
    broken.write_text(text.replace("<h1>", f"{intruder}<h1>"), encoding="utf-8")
    chromium.open(broken)
    assert chromium.value("document.title") == "A study"
    assert any("Content Security Policy" in each for each in chromium.problems)


def test_our_script_runs_under_its_policy(chromium: Browser, plain: Path) -> None:
    chromium.open(plain)
    assert not chromium.problems
    assert chromium.value("document.querySelectorAll('th button').length") > 10


def column(chromium: Browser, number: int) -> list[str]:
    """The values of a column of the table of all numbers, as sorted by."""
    found = chromium.value(
        "[...document.querySelectorAll('#all-numbers tbody tr')]"
        f".map(r => r.cells[{number}].dataset.value ?? r.cells[{number}].textContent)"
    )
    return list(map(str, found))


RATE = 7
"""Place of the column of rates."""


def test_a_click_on_a_heading_sorts_by_number_and_back(
    chromium: Browser, plain: Path
) -> None:
    chromium.open(plain)
    chromium.value(
        "document.querySelector('#all-numbers').closest('details').open = true"
    )
    heading = f"#all-numbers th:nth-child({RATE + 1})"
    before = column(chromium, RATE)
    chromium.click(f"{heading} button")
    known = [float(each) for each in column(chromium, RATE) if each]
    assert known == sorted(float(each) for each in before if each)
    assert (
        chromium.value(f"document.querySelector('{heading}').ariaSort") == "ascending"
    )
    chromium.click(f"{heading} button")
    known = [float(each) for each in column(chromium, RATE) if each]
    assert known == sorted(known, reverse=True)
    sorted_by = "document.querySelectorAll('#all-numbers th[aria-sort]').length"
    assert chromium.value(sorted_by) == 1


def test_a_heading_sorts_by_key(chromium: Browser, plain: Path) -> None:
    chromium.open(plain)
    chromium.value(
        "document.querySelector('#all-numbers').closest('details').open = true"
    )
    heading = "#all-numbers th:nth-child(3)"
    chromium.value(f"document.querySelector('{heading} button').focus()")
    chromium.press("Enter", 13)
    assert column(chromium, 2) == sorted(column(chromium, 2))
    assert (
        chromium.value(f"document.querySelector('{heading}').ariaSort") == "ascending"
    )


def test_a_link_opens_the_folded_parts_around_its_target(
    chromium: Browser, plain: Path
) -> None:
    chromium.open(plain)
    target = chromium.value("document.querySelector('article.example').id")
    closed = f"document.getElementById('{target}').closest('details').open"
    assert not chromium.value(closed)
    chromium.value(f"location.hash = '{target}'")
    assert chromium.value(closed)


@pytest.mark.parametrize("dark", [False, True])
def test_a_phone_needs_no_sideways_scrolling(
    chromium: Browser, plain: Path, *, dark: bool
) -> None:
    if dark:
        chromium.dark()
    chromium.open(plain, width=PHONE, height=844)
    chromium.value("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert chromium.value("document.documentElement.scrollWidth") <= PHONE


def luminance(chromium: Browser, what: str) -> float:
    """How light a color of the page's body is, 0 to 255."""
    color = chromium.value(f"getComputedStyle(document.body).{what}")
    numbers = [float(each) for each in color.strip("rgb()").split(",")[:3]]
    return sum(numbers) / 3


def test_dark_pages_are_dark_and_can_be_read(chromium: Browser, plain: Path) -> None:
    chromium.dark()
    chromium.open(plain)
    assert luminance(chromium, "backgroundColor") < 60
    assert luminance(chromium, "color") > 190


def test_on_paper_nothing_is_cut_off(
    chromium: Browser, plain: Path, tmp_path: Path
) -> None:
    """Laid out as for A4 between its margins, no table or figure is wider than that."""
    width = round((A4[0] - 28 / 25.4) * 96)
    chromium.open(plain, width=width)
    chromium.ask("Emulation.setEmulatedMedia", media="print")
    try:
        wide = chromium.value(
            "[...document.querySelectorAll('table, svg, pre, p, img')]"
            f".filter(e => e.getBoundingClientRect().right > {width} + 1)"
            ".map(e => e.closest('section')?.id + ' ' + e.className)"
        )
        assert wide == []
        hidden = "getComputedStyle(document.querySelector('#examples')).display"
        assert chromium.value(hidden) == "none"
        told = "getComputedStyle(document.querySelector('.on-paper')).display"
        assert chromium.value(told) == "block"
    finally:
        chromium.ask("Emulation.setEmulatedMedia", media="")
    chromium.paper(tmp_path / "report.pdf")
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF")


def test_pages_of_the_folder_lead_to_each_other_and_run_nothing(
    chromium: Browser, letter_run: tuple[Path, Ran], tmp_path: Path
) -> None:
    _, ran = letter_run
    target = tmp_path / "my report.html"
    write_report(ran.tables, target, trajectories=Trajectories.ALL)
    folder = Files(target).folder / "trajectories"
    seen: list[str] = []
    chromium.open(folder / INDEX)
    at = chromium.value("document.querySelector('td a').href")
    while at:
        chromium.open(str(at).split("#", maxsplit=1)[0])
        assert not chromium.problems
        ids = chromium.value(
            "[...document.querySelectorAll('article.example')].map(e => e.id)"
        )
        seen += ids
        links = chromium.value("[...document.querySelectorAll('a')].map(e => e.href)")
        for link in links:
            path, _, fragment = str(link).removeprefix("file://").partition("#")
            there = Path(path.replace("%20", " "))
            assert there.exists()
            if fragment:
                assert f'id="{fragment}"' in there.read_text(encoding="utf-8")
        here = str(at).split("#", maxsplit=1)[0]
        after = chromium.value(
            "[...document.querySelectorAll('a[rel=next]')].map(e => e.href)"
        )
        at = next((each for each in after if not each.startswith(here)), None)
    assert len(seen) == len(set(seen)) == ran.tables.rollouts.height


def test_what_the_page_proposes_to_take_away_is_there(
    chromium: Browser, plain: Path
) -> None:
    chromium.open(plain)
    taken = chromium.value(
        "[...document.querySelectorAll('a[download]')].map(e => [e.download, e.href])"
    )
    names = [name for name, _ in taken]
    assert {"rollouts.parquet", "rollouts.csv", "acts.parquet", "acts.csv"} <= set(
        names
    )
    assert {"figure-heatmap.svg", "table-cells.csv", "citations.bib"} <= set(names)
    assert len(names) == len(set(names))
    for _, href in taken:
        if not href.startswith("data:"):
            assert Path(href.removeprefix("file://")).stat().st_size


def test_the_dumped_page_is_whole(plain: Path) -> None:
    """As a person would look: the browser's own command, no pipe of ours."""
    program = which("chromium")
    assert program, "these tests need chromium on PATH"
    done = subprocess.run(
        [program, "--headless", "--no-sandbox", "--dump-dom", plain.as_uri()],
        check=True,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert "Made by cornered" in done.stdout
    assert "<button" in done.stdout
