"""Catalogs: what there is of each kind of component; the only place that scans.

The folder is the registry: every module (every folder, for scenarios) of a component
folder defines one constant. Other packages add components through entry points of the
group `cornered`, each naming a package laid out in the same folders.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.metadata import entry_points
from importlib.util import find_spec
from pkgutil import iter_modules
from types import MappingProxyType
from typing import TypeVar

from cornered.core.agent import SimulatedAgent
from cornered.core.component import HOME, Component
from cornered.core.definition import Definition
from cornered.core.errors import CatalogError, UnknownName
from cornered.core.factor import Factor
from cornered.core.figure import Figure
from cornered.core.mitigation import Mitigation, Protocol
from cornered.core.scenario import Scenario
from cornered.core.study import Preset, Study

C = TypeVar("C", bound=Component)

KINDS: Mapping[str, tuple[str, type[Component]]] = MappingProxyType(
    {
        "scenarios": ("SCENARIO", Scenario),
        "factors": ("FACTOR", Factor),
        "mitigations": ("MITIGATION", Mitigation),
        "presets": ("PRESET", Preset),
        "studies": ("STUDY", Study),
        "agents": ("AGENT", SimulatedAgent),
        "definitions": ("DEFINITION", Definition),
        "figures": ("FIGURE", Figure),
    }
)
"""Folder -> (constant, type): what each kind of component is called."""

LIGHT = tuple(kind for kind in KINDS if kind != "figures")
"""Kinds whose scan imports nothing heavy; a figure brings its drawing library."""

GROUP = "cornered"
"""Entry point group through which other packages add components."""


@dataclass(frozen=True)
class Catalog(Mapping[str, C]):
    """The components of one kind by id, sorted."""

    kind: str
    components: Mapping[str, C]

    def __getitem__(self, name: str) -> C:
        """The component called `name`.

        Raises:
            UnknownName: If there is none.
        """
        try:
            return self.components[name]
        except KeyError:
            kind = {"studies": "study"}.get(self.kind, self.kind.removesuffix("s"))
            raise UnknownName.among(kind, name, self.components) from None

    def __contains__(self, name: object) -> bool:
        """Whether there is a component called `name`."""
        return name in self.components

    def __iter__(self) -> Iterator[str]:
        """The ids, sorted."""
        return iter(self.components)

    def __len__(self) -> int:
        """How many components there are."""
        return len(self.components)


@cache
def packages() -> tuple[str, ...]:
    """Names of the packages that bring components, ours first."""
    others = {entry.value for entry in entry_points(group=GROUP)}
    return (HOME, *sorted(others - {HOME}))


@cache
def _scanned(kind: str, of: tuple[str, ...]) -> Catalog[Component]:
    """The components of `kind` that the packages `of` bring.

    Raises:
        CatalogError: If a module does not define its constant, or two ids collide.
    """
    constant, wanted = KINDS[kind]
    found: dict[str, Component] = {}
    for package in of:
        for module_name in _modules(package, kind):
            module = import_module(module_name)
            component = getattr(module, constant, None)
            if not isinstance(component, wanted):
                message = (
                    f"{module_name} must define {constant}: {wanted.__name__}, "
                    f"got {type(component).__name__}"
                )
                raise CatalogError(message)
            if component.module != module_name or component.id in found:
                message = (
                    f"{module_name}: id {component.id!r} is taken, or its "
                    f"module={component.module!r} is not __name__"
                )
                raise CatalogError(message)
            found[component.id] = component
    return Catalog(kind, MappingProxyType(dict(sorted(found.items()))))


def _modules(package: str, kind: str) -> Iterator[str]:
    """Names of the modules that define a component of `kind` in `package`."""
    name = f"{package}.{kind}"
    try:
        spec = find_spec(name)
    except ModuleNotFoundError as error:
        message = f"package {package!r}, named by an entry point, cannot be found"
        raise CatalogError(message) from error
    if spec is None or spec.submodule_search_locations is None:
        return
    for entry in sorted(iter_modules(spec.submodule_search_locations)):
        if not entry.name.startswith("_"):
            inner = ".scenario" if kind == "scenarios" else ""
            yield f"{name}.{entry.name}{inner}"


def scenarios() -> Catalog[Scenario]:
    """All scenarios."""
    return _scanned("scenarios", packages())  # type: ignore[return-value]


def factors() -> Catalog[Factor]:
    """All factors."""
    return _scanned("factors", packages())  # type: ignore[return-value]


def mitigations() -> Catalog[Mitigation]:
    """All mitigations."""
    return _scanned("mitigations", packages())  # type: ignore[return-value]


def presets() -> Catalog[Preset]:
    """All presets."""
    return _scanned("presets", packages())  # type: ignore[return-value]


def studies() -> Catalog[Study]:
    """All studies."""
    return _scanned("studies", packages())  # type: ignore[return-value]


def agents() -> Catalog[SimulatedAgent]:
    """All simulated agents; one component may go by several names."""
    return _scanned("agents", packages())  # type: ignore[return-value]


def definitions() -> Catalog[Definition]:
    """All definitions of harm."""
    return _scanned("definitions", packages())  # type: ignore[return-value]


def figures() -> Catalog[Figure]:
    """All figures; scanning them imports what draws."""
    return _scanned("figures", packages())  # type: ignore[return-value]


def simulated(name: str) -> SimulatedAgent:
    """The simulated agent that goes by `name`.

    Raises:
        UnknownName: If there is none.
    """
    by_name = {each: agent for agent in agents().values() for each in agent.names()}
    if name not in by_name:
        raise UnknownName.among("simulated agent", name, by_name)
    return by_name[name]


def protocol(names: tuple[str, ...], *, shadow: bool = False) -> Protocol:
    """The protocol of the mitigations called `names`, in order."""
    known = mitigations()
    return Protocol(mitigations=tuple(known[name] for name in names), shadow=shadow)
