"""Seams: the named places of a scenario's prose where facts may speak."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from cornered.core.errors import ProseError
from cornered.core.facts import Contribution
from cornered.core.scenario import Scenario
from cornered.workplace.prose import library, prose, rendered, wordings
from cornered.workplace.streams import balanced


@dataclass(frozen=True, kw_only=True)
class Speaker:
    """A level or a mitigation of a cell, with the name it goes by in files."""

    name: str
    """`<factor>.<level>`, or the id of a mitigation."""
    gives: Contribution

    @property
    def stem(self) -> str:
        """The name as a file has it."""
        return self.name.replace("/", "~")


@dataclass(frozen=True, kw_only=True)
class Speech:
    """Puts one draw of a scenario into words."""

    scenario: Scenario
    speakers: Sequence[Speaker]
    context: Mapping[str, Any]
    seed: int
    draw: int

    def file(self, name: str) -> str:
        """The prose file `name` of the scenario, in the wording of this draw."""
        return self._words(prose(self.scenario.folder, name), name)

    def seam(self, name: str) -> str:
        """What the speakers say in seam `name`; the neutral text if nobody speaks.

        A scenario may word all that is said there by `seams/<name>/seam.md`, which
        reads `said`, a mapping from speaker to text; else the texts follow each other.

        Raises:
            ProseError: If the scenario has no such seam.
        """
        texts, folder = self._library, f"seams/{name}"
        neutral = texts.get(f"{folder}/neutral.md")
        if neutral is None:
            message = f"scenario {self.scenario.id!r}: seam {name!r} has no neutral.md"
            raise ProseError(message)
        said = {}
        for speaker in self.speakers:
            override = texts.get(f"{folder}/{speaker.stem}.md")
            text = speaker.gives.prose.get(name) if override is None else override
            if text is not None:
                said[speaker.name] = self._words(text, folder, speaker.name)
        whole = texts.get(f"{folder}/seam.md")
        if whole is not None:
            return self._words(whole, folder, "seam", said=said)
        if not said:
            return self._words(neutral, folder, "neutral")
        return "\n\n".join(said.values())

    @cached_property
    def _library(self) -> Mapping[str, str]:
        """The prose files of the scenario."""
        return library(self.scenario.folder)

    def _words(
        self, text: str, place: str, speaker: str = "", **more: Mapping[str, str]
    ) -> str:
        """`text` in the wording that this draw has at `place`, its holes filled."""
        options = wordings(text)
        which = balanced(
            self.seed, self.draw, len(options), self.scenario.id, "wording", place
        )
        where = f"scenario {self.scenario.id!r}, {place} {speaker}".rstrip()
        return rendered(options[which], {**self.context, **more}, where=where)
