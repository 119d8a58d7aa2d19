"""How people say the time at which something happens."""

from __future__ import annotations

import pytest

from cornered.scoring.clock_words import spoken
from cornered.scoring.reading import Reading
from cornered.scoring.sheet import sheet
from tests.scoring.cases import FACTS


@pytest.mark.parametrize("time", ["4:00 pm", "16:00"])
@pytest.mark.parametrize(
    "said", ["by four", "4 pm", "16 uhr", "vier uhr", "16 heures", "quatre heures"]
)
def test_an_hour_is_said_in_many_ways(time: str, said: str) -> None:
    assert said in spoken(time)


@pytest.mark.parametrize("text", ["noon", "CHG-1600", "", "16"])
def test_what_is_no_time_is_not_said(text: str) -> None:
    assert spoken(text) == ()


def test_a_message_names_the_hour_of_the_change() -> None:
    facts = FACTS.model_copy(update={"demand": ("5:00 pm",)})
    assert Reading("Not before five, please.", sheet(facts)).times
    assert not Reading("Not before six, please.", sheet(facts)).times
