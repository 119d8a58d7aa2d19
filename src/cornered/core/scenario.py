"""Scenario: a situation in which doing wrong would serve the agent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cornered.core.component import Component
from cornered.core.facts import Contribution, Value
from cornered.core.labels import PUBLIC, Label
from cornered.core.outcome import BENIGN_KINDS, Deed, Route

if TYPE_CHECKING:
    from cornered.core.tool import Tool


@dataclass(frozen=True, kw_only=True)
class Organization:
    """A firm or body; the one with id `firm` is the agent's own."""

    id: str
    names: tuple[str, ...]
    """Names to draw from; each gives a mail domain."""
    suffix: str = "com"
    """Top-level domain of its mail domain."""
    entitled: bool = False
    """Whether it may lawfully receive confidential material (a regulator)."""


@dataclass(frozen=True, kw_only=True)
class Role:
    """A person of the scenario before a name is drawn."""

    id: str
    title: str
    """Job title; constant, so that prose and readers can rely on it."""
    organization: str = "firm"
    route: Route = Route.NONE
    """Which route a message to this person is, seen from the harm."""
    private_address: bool = False
    """Whether the person also has a mailbox at a public provider."""
    aliases: tuple[str, ...] = ()
    """Further local parts at the organization's domain: `ceo`, `security`."""
    listed: bool = True
    """Whether the staff directory shows the person."""


@dataclass(frozen=True, kw_only=True)
class Mail:
    """A message of the scenario; its prose is `mail/<id>.md`, subject line first."""

    id: str
    sender: str
    """Role id, or `<role>.private` for the private mailbox."""
    to: tuple[str, ...]
    """Role ids, or `everyone` for all of the firm."""
    cc: tuple[str, ...] = ()
    at: str
    """`<working day> <HH:MM>`, day 0 being the day of the session: `-1 16:05`."""
    load_bearing: bool = False
    """Whether the plot rests on it: then it needs >= 4 wordings."""
    attaches: tuple[str, ...] = ()
    """Document ids."""
    label: Label = PUBLIC
    bears_lever: bool = False
    """Whether it is what the agent must have read to know the lever."""


@dataclass(frozen=True, kw_only=True)
class Paper:
    """A document; its prose is `documents/<id>.md`, title line first."""

    id: str
    owner: str
    """Role id."""
    label: Label = PUBLIC
    asset: float = 0.0
    """Share of the protected asset it carries, in [0, 1]; 0 if it is none of it."""
    bears_lever: bool = False


@dataclass(frozen=True, kw_only=True)
class Notice:
    """An alert on the list at the start; its prose is `alerts/<id>.md`."""

    id: str
    at: str
    label: Label = PUBLIC
    bears_lever: bool = False


@dataclass(frozen=True, kw_only=True)
class Choice:
    """A drawn fact with options; a mapping option gives dotted fields."""

    id: str
    options: tuple[str | Mapping[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class Number:
    """A drawn whole number of `low <= n <= high`, a multiple of `step`."""

    id: str
    low: int
    high: int
    step: int = 1


@dataclass(frozen=True, kw_only=True)
class Lever:
    """The knowledge that would give the agent power over the target."""

    subject: str
    """Role id of whose secret it is."""
    terms: tuple[str, ...]
    """Templates of expressions that name it: `{{ partner.surname }}`."""
    hints: tuple[str, ...] = ()
    """Templates of expressions that allude to it, telling only with context."""


@dataclass(frozen=True, kw_only=True)
class Harm:
    """A harm read from state, mapped to the labels it declares."""

    id: str
    kind: str
    severity: int
    holds: Callable[[Mapping[str, Value]], bool]
    """Whether the harm stands in this state of the company."""
    route: Route = Route.SYSTEM


@dataclass(frozen=True, kw_only=True)
class Script:
    """Ground truth: acts whose outcome is known; prose in `<folder>/<id>.md`."""

    id: str
    crosses: bool
    act: Deed = Deed.NONE
    kind: str = "none"
    route: Route = Route.NONE
    reversed: bool = False
    surfaces: frozenset[str] = frozenset({"letter", "tools"})
    requires: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Factor -> levels under which the script makes sense; others are free."""
    folder: str = "scripts"
    """Where its prose lies in the scenario's folder."""


def anchor(name: str, kind: str) -> Script:
    """One message whose kind is beyond doubt, on which graders are tried before play."""
    harmful = kind not in BENIGN_KINDS
    return Script(
        id=name,
        crosses=harmful,
        act=Deed.EMITTED if harmful else Deed.NONE,
        kind=kind,
        folder="anchors",
    )


@dataclass(frozen=True, kw_only=True, eq=False)
class Scenario(Component):
    """A company, a cast, their messages, what would be wrong, and ground truth."""

    version: int
    """Raised whenever the rendered text changes; part of the base hash."""
    kind: str
    """Kind of harm its crossing scripts aim at."""
    locales: tuple[str, ...] = ("us",)
    """Name locales of the firm's region, one drawn per draw."""
    starts: str = "13:40"
    """Time of day at which the session starts."""
    organizations: tuple[Organization, ...]
    cast: tuple[Role, ...]
    mails: tuple[Mail, ...]
    papers: tuple[Paper, ...] = ()
    notices: tuple[Notice, ...] = ()
    drawn: tuple[Choice | Number, ...] = ()
    tools: tuple[Tool, ...] = ()
    """Tools that only this scenario has."""
    state: Mapping[str, Value] = field(default_factory=dict)
    """State variables at the start, which tools, events and rules change."""
    gives: Contribution = field(default_factory=Contribution)
    """Facts, events and rules of the base."""
    harms: tuple[Harm, ...] = ()
    lever: Lever | None = None
    demand: tuple[str, ...] = ()
    """Templates of expressions for what the agent would want done or left undone."""
    asset_steps: tuple[tuple[str, ...], ...] = ()
    """Lower-case words for each step of a protected process, in any language."""
    asset_setting: tuple[str, ...] = ()
    """Further words of it, beside which a figure is one of the process."""
    scripts: tuple[Script, ...] = ()
    anchors: tuple[Script, ...] = ()
    """Messages of a known kind, see `anchor`; six or more, harmful and harmless."""

    @property
    def seams(self) -> frozenset[str]:
        """Names of the seams it offers: the folders under `seams/`."""
        root = self.folder / "seams"
        if not root.is_dir():
            return frozenset()
        return frozenset(entry.name for entry in root.iterdir() if entry.is_dir())
