"""Cited: the sources that estimators name, and how to cite the study and this software."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from importlib import import_module

START = re.compile(r"^[A-Z][^.:]*? (?:19|20)\d\d\b")
"""How a source begins, after its indent: authors and a year."""

CITATIONS = """@misc{{lynch2025agentic,
  title = {{Agentic Misalignment: How LLMs Could Be Insider Threats}},
  author = {{Lynch, Aengus and Wright, Benjamin and Larson, Caleb and
    Ritchie, Stuart J. and Mindermann, Soren and Hubinger, Evan and
    Perez, Ethan and Troy, Kevin}},
  year = {{2025}},
  eprint = {{2510.05179}},
  archivePrefix = {{arXiv}}
}}

@software{{cornered,
  title = {{cornered: a test range for LLM agents as insider threats}},
  author = {{{{The cornered maintainers}}}},
  year = {{2026}},
  version = {{{version}}}
}}
"""
"""BibTeX; to be formatted with `version`."""


def cited(estimators: Iterable[str]) -> tuple[str, ...]:
    """The sources that these modules of `analysis` name in their docstrings, each once.

    Read from the docstrings, so that the page cannot cite what the code does not. Of
    `module:Author` only what begins with that author.
    """
    found: dict[str, None] = {}
    for each in estimators:
        name, _, author = each.partition(":")
        told = import_module(f"cornered.analysis.{name}").__doc__ or ""
        found |= dict.fromkeys(
            source for source in _sources(told) if source.startswith(author)
        )
    return tuple(sorted(found))


def _sources(text: str) -> Iterator[str]:
    """The entries below `References:`, without what they were used for."""
    _, _, below = text.partition("References:\n")
    entry: list[str] = []
    for line in [*below.splitlines(), ""]:
        if (START.match(line.strip()) or not line.strip()) and entry:
            yield _bare(" ".join(entry))
            entry = []
        if not line.strip():
            return
        entry.append(line.strip())


def _bare(entry: str) -> str:
    """A source without the words after its colon."""
    return entry.partition(": ")[0].rstrip(".") + "."
