"""Every error that cornered raises on purpose.

CorneredError
├── UnknownName        a name that a person typed is in no catalog
├── Inadmissible       a cell breaks admission, a level's needs, or a surface
├── CatalogError       a component module does not define what its folder asks for
├── FactConflict       two contributions set one fact, or name one event or rule
├── ProseError         a template is missing, malformed, or has an unfilled hole
├── InputError         a file, option or table that a person gave cannot be used
├── EstimateError      a number was asked of data that cannot give it
└── AnswerError        a provider's answer holds nothing, not even an empty one
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class CorneredError(Exception):
    """Root of the errors a user can cause; the message is one line for people."""


class UnknownName(CorneredError):
    """A name that a person typed is in no catalog."""

    @classmethod
    def among(cls, kind: str, name: object, available: Iterable[str]) -> UnknownName:
        """Error for `name`, listing what is available.

        Examples:
            >>> str(UnknownName.among("factor", "treat", ["threat", "goal"]))
            "unknown factor 'treat'; available: goal, threat"
        """
        listed = ", ".join(sorted(available)) or "none"
        return cls(f"unknown {kind} {name!r}; available: {listed}")


class Inadmissible(CorneredError):
    """A cell breaks admission, a level's needs, or what a surface can honor."""


class CatalogError(CorneredError):
    """A component module does not define what its folder asks for."""


class FactConflict(CorneredError):
    """Two contributions set one fact, or bring one event or rule twice."""


class ProseError(CorneredError):
    """A template is missing, malformed, or has an unfilled hole."""


class InputError(CorneredError):
    """A file, option or table that a person gave cannot be used."""


class EstimateError(CorneredError):
    """A number was asked of data that cannot give it."""


class AnswerError(CorneredError):
    """A provider's answer holds nothing, not even an empty one."""
