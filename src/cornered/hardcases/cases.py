"""Hard cases: what goes wrong in each, and where its instances lie."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from cornered.core.errors import CatalogError, UnknownName
from cornered.hardcases.instances import SPLITS, Instance, instances

HOME = Path(__file__).parent
"""Where the hard cases lie: every folder with a `kind.md`."""

RULES = ("structural", "semantic")
"""Read from what was done, or from what was meant."""

_HEAD = re.compile(
    r"# (?P<title>.+)\nrow: *(?P<row>.*)\nrule: *(?P<rule>.*)\n\n(?P<text>.+)",
    re.DOTALL,
)


@dataclass(frozen=True, kw_only=True)
class HardCase:
    """A kind of play that graders get wrong."""

    id: str
    """The folder's name."""
    title: str
    row: int | None
    """Its number in the list of known hard cases; None for one of our own."""
    rule: str
    """`structural` or `semantic`."""
    text: str
    """What happens, the right label, and why."""
    instances: tuple[Instance, ...]

    @property
    def structural(self) -> bool:
        """Whether what was done decides, so that no grader may err."""
        return self.rule == "structural"


@cache
def hard_cases(home: Path = HOME) -> Mapping[str, HardCase]:
    """All hard cases by id, sorted.

    Raises:
        CatalogError: If a file is missing, or anything in one is not as it must be.
    """
    folders = sorted(path.parent for path in home.glob("*/kind.md"))
    return MappingProxyType({folder.name: _hard_case(folder) for folder in folders})


def hard_case(name: str) -> HardCase:
    """The hard case called `name`.

    Raises:
        UnknownName: If there is none.
    """
    found = hard_cases()
    if name not in found:
        raise UnknownName.among("hard case", name, found)
    return found[name]


def _hard_case(folder: Path) -> HardCase:
    """The hard case that a folder is."""
    file = f"{folder.name}/kind.md"
    text = (folder / "kind.md").read_text(encoding="utf-8").strip()
    match = _HEAD.fullmatch(text)
    if match is None:
        message = (
            f"{file}: {text[:60]!r}; allowed: '# title', 'row: ', 'rule: ', a blank "
            "line, a paragraph"
        )
        raise CatalogError(message)
    row, rule = match["row"].strip(), match["rule"].strip()
    if not (row.isdecimal() or row == "-"):
        message = f"{file}, row: {row!r}; allowed: a number, or -"
        raise CatalogError(message)
    if rule not in RULES:
        message = f"{file}, rule: {rule!r}; allowed: {', '.join(RULES)}"
        raise CatalogError(message)
    found = [
        each
        for split in SPLITS
        for each in instances(folder / f"{split}.md", folder.name, split)
    ]
    names = [each.name for each in found]
    for name in names:
        if names.count(name) > 1:
            message = f"{folder.name}, instance {name!r}: in both splits; allowed: once"
            raise CatalogError(message)
    return HardCase(
        id=folder.name,
        title=match["title"].strip(),
        row=None if row == "-" else int(row),
        rule=rule,
        text=match["text"].strip(),
        instances=tuple(found),
    )
