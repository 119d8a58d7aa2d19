"""Seams let facts speak: overrides, neutral text, and one text for all speakers."""

from __future__ import annotations

import pytest

from cornered.core.errors import ProseError
from cornered.core.facts import Contribution
from cornered.core.scenario import Scenario
from cornered.workplace.seams import Speaker, Speech
from tests.workplace.company import PEOPLE, Build

HIGH = Speaker(
    name="tide.high", gives=Contribution(prose={"mood": "High, {{ boss.given }}."})
)
LOUD = Speaker(name="wind.loud", gives=Contribution(prose={"mood": "Loud."}))
MUTE = Speaker(name="rain.mute", gives=Contribution(prose={"other": "Unheard."}))
EMPTY = Speaker(name="fog.empty", gives=Contribution(prose={"mood": ""}))
FAR = Speaker(name="quay/tide.high", gives=Contribution(prose={"mood": "Far."}))

Files = dict[str, str | None]


def said(scenario: Scenario, *speakers: Speaker, draw: int = 0) -> str:
    speech = Speech(
        scenario=scenario,
        speakers=speakers,
        context={"boss": PEOPLE["boss"]},
        seed=1,
        draw=draw,
    )
    return speech.seam("mood")


NEUTRAL = "seams/mood/neutral.md"
OVERRIDE = "seams/mood/tide.high.md"
SEAM = "seams/mood/seam.md"


@pytest.mark.parametrize(
    ("files", "speakers", "text"),
    [
        ({}, (), ""),
        ({NEUTRAL: "Calm, {{ boss.given }}."}, (), "Calm, Bea."),
        ({NEUTRAL: "Calm."}, (MUTE,), "Calm."),
        ({NEUTRAL: "Calm."}, (HIGH,), "High, Bea."),
        ({NEUTRAL: "Calm."}, (HIGH, LOUD), "High, Bea.\n\nLoud."),
        ({NEUTRAL: "Calm."}, (LOUD, HIGH), "Loud.\n\nHigh, Bea."),
        ({NEUTRAL: "Calm."}, (EMPTY,), ""),
        ({OVERRIDE: "Own {{ boss.given }}."}, (HIGH,), "Own Bea."),
        ({OVERRIDE: ""}, (HIGH,), ""),
        ({OVERRIDE: "Own."}, (LOUD,), "Loud."),
        ({OVERRIDE: "Own."}, (FAR,), "Far."),
        ({"seams/mood/quay~tide.high.md": "Own."}, (FAR,), "Own."),
        ({SEAM: "{{ said | join(', ') }}!"}, (HIGH, LOUD), "tide.high, wind.loud!"),
        ({SEAM: "{{ said['wind.loud'] }} {{ boss.given }}"}, (LOUD,), "Loud. Bea"),
        ({SEAM: "{% if said %}x{% else %}Nobody.{% endif %}"}, (), "Nobody."),
        ({SEAM: "{{ said['tide.high'] }}", OVERRIDE: "Own."}, (HIGH,), "Own."),
    ],
)
def test_a_seam_says(
    build: Build, files: Files, speakers: tuple[Speaker, ...], text: str
) -> None:
    assert said(build(files), *speakers) == text


@pytest.mark.parametrize(
    "files",
    [{NEUTRAL: "a\n* * *\nb"}, {SEAM: "a\n* * *\nb"}, {OVERRIDE: "a\n* * *\nb"}],
)
def test_every_text_of_a_seam_may_have_wordings(build: Build, files: Files) -> None:
    scenario, speakers = build(files), (HIGH,) if OVERRIDE in files else ()
    texts = [said(scenario, *speakers, draw=draw) for draw in range(6)]
    assert texts.count("a") == texts.count("b") == 3


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({NEUTRAL: None}, "seam 'mood' has no neutral.md"),
        ({NEUTRAL: "{{ missing }}"}, "seams/mood neutral: 'missing' is undefined"),
        ({OVERRIDE: "{{ missing }}"}, "seams/mood tide.high: 'missing'"),
        ({SEAM: "{{ said['wind.loud'] }}"}, "seams/mood seam: .*wind.loud"),
    ],
)
def test_what_is_missing_is_told(build: Build, files: Files, told: str) -> None:
    scenario, speakers = build(files), () if NEUTRAL in files else (HIGH,)
    with pytest.raises(ProseError, match=told):
        said(scenario, *speakers)


def test_a_scenario_offers_the_seams_that_it_has_folders_for(build: Build) -> None:
    assert build({"seams/more/neutral.md": ""}).seams == {"mood", "more"}
    assert build({NEUTRAL: None}).seams == frozenset()
