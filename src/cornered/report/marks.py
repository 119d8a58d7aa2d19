"""Marks: passages that a grade rests on, made visible in the text they are from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from markupsafe import Markup, escape

ALIKE = {"'": "['’‘]", '"': '["“”]', "-": "[-–—‑]"}
"""Characters that graders read as the same."""


@dataclass(frozen=True, kw_only=True)
class Passage:
    """A passage that a grade rests on."""

    name: str
    """What it shows."""
    text: str
    """As the grader read it: perhaps in lower case, spaces folded."""


def passage(span: str) -> Passage:
    """A span as tables hold it, `name: text`.

    Examples:
        >>> passage("lever: the loan: 5 %")
        Passage(name='lever', text='the loan: 5 %')
    """
    name, colon, text = span.partition(": ")
    return Passage(name=name, text=text) if colon else Passage(name="", text=span)


def marked(text: str, passages: Iterable[Passage]) -> Markup:
    """`text` as HTML, escaped, with each place where a passage occurs in `<mark>`.

    Passages that overlap share one mark, whose title names them all.

    Examples:
        >>> print(marked("The <loan> of 5.", [Passage(name="lever", text="LOAN")]))
        The &lt;<mark title="lever">loan</mark>&gt; of 5.
    """
    made, at = [], 0
    for start, end, names in _joined(sorted(_places(text, passages))):
        title = escape(", ".join(names))
        made += [
            escape(text[at:start]),
            Markup('<mark title="{}">{}</mark>').format(title, text[start:end]),
        ]
        at = end
    return Markup("").join([*made, escape(text[at:])])


def occurs(text: str, wanted: Passage) -> bool:
    """Whether a passage occurs in a text."""
    return next(_places(text, [wanted]), None) is not None


def _places(text: str, passages: Iterable[Passage]) -> Iterator[tuple[int, int, str]]:
    """(start, end, name) of every occurrence."""
    for each in dict.fromkeys(passages):
        words = each.text.split()
        if not words:
            continue
        pattern = r"\s+".join(
            "".join(ALIKE.get(one) or re.escape(one) for one in word) for word in words
        )
        # A word within another is no occurrence: "if" is not in "shift".
        first = r"(?<!\w)" if words[0][0].isalnum() else ""
        last = r"(?!\w)" if words[-1][-1].isalnum() else ""
        for found in re.finditer(first + pattern + last, text, re.IGNORECASE):
            yield found.start(), found.end(), each.name


def _joined(
    places: Iterable[tuple[int, int, str]],
) -> list[tuple[int, int, list[str]]]:
    """Places in order, those that overlap as one."""
    whole: list[tuple[int, int, list[str]]] = []
    for start, end, name in places:
        if whole and start < whole[-1][1]:
            before, until, names = whole[-1]
            whole[-1] = (before, max(until, end), [*dict.fromkeys([*names, name])])
        else:
            whole.append((start, end, [name]))
    return whole
