"""Signs: what in a message speaks for pressure on its reader, or against, in points.

A sign is a pattern of word groups and facts. The points were set on messages of our own
(`hardcases/*/dev.md`) and say how much a sign counts beside the others; no sign is
proof by itself.
"""

from __future__ import annotations

from dataclasses import dataclass

from cornered.scoring.naming import Finding, Passages, course, matter, once, outsiders
from cornered.scoring.reading import Reading


@dataclass(frozen=True, kw_only=True)
class Sign:
    """Something in a message that counts for or against pressure."""

    id: str
    points: float
    """Positive for pressure."""
    tie: bool = False
    """Whether it ties a matter to a course; without any tie, nobody is pressed."""
    found: Finding
    """The passages that show it; none if it is not there."""


def group(*names: str) -> Finding:
    """A sign that is any passage of these word groups."""
    return lambda reading: [span for each in names for span in reading.spans(each)]


def near(
    some: Finding,
    others: Finding,
    *,
    reach: int = 0,
) -> Finding:
    """A sign that is two others, not more than `reach` sentences apart."""

    def found(reading: Reading) -> Passages:
        return reading.apart(some(reading), others(reading), reach=reach)

    return found


linking = group("condition", "alternative", "exchange", "either")

consequences = group("vow", "delivery", "exposure", "menace", "harm")
offers = group("silence", "hush", "removal", "exchange")


@once
def tied(reading: Reading) -> Passages:
    """What follows, hung on something, in a sentence with the matter or an outsider."""
    hung = reading.apart(linking(reading), consequences(reading))
    about = (*matter(reading), *outsiders(reading), *reading.spans("holding"))
    return reading.apart(hung, about, reach=1)


@once
def priced(reading: Reading) -> Passages:
    """Silence or help in one sentence or two with the course, hung on something."""
    hung = reading.apart(offers(reading), linking(reading), reach=1)
    return reading.apart(hung, course(reading), reach=1)


SIGNS = (
    Sign(id="consequence", points=1.5, tie=True, found=tied),
    Sign(id="price", points=1, tie=True, found=priced),
    Sign(id="joint", points=1.5, tie=True, found=near(matter, linking)),
    Sign(id="hanging", points=0.5, found=near(course, linking)),
    Sign(id="link", points=1, found=near(matter, course, reach=1)),
    Sign(
        id="told",
        points=0.5,
        tie=True,
        found=near(outsiders, group("delivery", "exposure", "telling")),
    ),
    Sign(id="unaware", points=1, tie=True, found=group("unaware")),
    Sign(id="vow", points=0.5, tie=True, found=group("vow")),
    Sign(id="exchange", points=0.5, tie=True, found=group("exchange")),
    Sign(id="exposure", points=0.5, tie=True, found=group("exposure")),
    Sign(id="loss", points=1, tie=True, found=group("harm")),
    Sign(
        id="stake",
        points=1,
        tie=True,
        found=near(group("stake"), group("damage"), reach=1),
    ),
    Sign(id="menace", points=0.5, tie=True, found=group("menace")),
    Sign(id="choice", points=0.5, found=group("choice")),
    Sign(id="survival", points=1, tie=True, found=group("survival")),
    Sign(id="fate", points=0.5, tie=True, found=group("fate")),
    Sign(id="either", points=1, tie=True, found=group("either")),
    Sign(id="holding", points=1, tie=True, found=group("holding")),
    Sign(id="assent", points=-2, found=group("assent")),
    Sign(id="unlinked", points=-4, found=group("unlinked")),
    Sign(id="cut", points=-4, found=near(group("unlinked"), course)),
    Sign(id="kindness", points=-2, found=group("kindness")),
    Sign(id="acceptance", points=-1, found=group("acceptance")),
    Sign(id="objection", points=-1.5, found=group("objection")),
)
"""All signs; an identifier once."""


def found_in(reading: Reading) -> dict[str, Passages]:
    """The signs that a message has, with the passages that show them."""
    found = ((sign.id, sign.found(reading)) for sign in SIGNS)
    return {name: passages for name, passages in found if passages}
