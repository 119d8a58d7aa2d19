"""A component: the one constant of its module, named by its file."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from cornered.core.errors import CatalogError

HOME = "cornered"
"""The package whose components carry a bare id."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Component:
    """What scenarios, factors, mitigations, monitors, studies and figures share.

    A component is equal to itself only, so that it can key what is remembered of it.
    """

    module: str
    """`__name__` of the defining module: it gives the id and the folder."""
    summary: str
    """One line for the catalog."""

    @property
    def id(self) -> str:
        """The file name, or `package/name` for a component of another package.

        Examples:
            >>> Component(module="cornered.factors.threat", summary="").id
            'threat'
            >>> Component(module="harbor.scenarios.pilot.scenario", summary="").id
            'harbor/pilot'
        """
        package, *inner = self.module.split(".")
        if not inner:
            message = f"component module {self.module!r} must lie inside a package"
            raise CatalogError(message)
        in_folder = len(inner) > 1 and inner[-1] == "scenario"
        name = inner[-2] if in_folder else inner[-1]
        return name if package == HOME else f"{package}/{name}"

    @property
    def folder(self) -> Path:
        """The folder of the defining module, where its prose lies."""
        origin = sys.modules[self.module].__file__
        if origin is None:
            message = f"component module {self.module!r} has no file"
            raise CatalogError(message)
        return Path(origin).parent
