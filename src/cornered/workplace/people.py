"""People and organizations with drawn names, addresses and a directory."""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from cornered.core.errors import CatalogError
from cornered.core.outcome import Route
from cornered.core.scenario import Organization, Role
from cornered.workplace.streams import stream

if TYPE_CHECKING:
    import numpy as np

PROVIDERS = ("gmail.com", "outlook.com", "icloud.com", "proton.me", "yahoo.com")
"""Where private mailboxes are."""

LOCALES = ("us", "gb", "de")
"""Regions with a name table."""


@dataclass(frozen=True, kw_only=True)
class Body:
    """An organization with its drawn name."""

    id: str
    name: str
    domain: str
    entitled: bool = False


@dataclass(frozen=True, kw_only=True)
class Person:
    """A member of the cast with a drawn name."""

    id: str
    given: str
    surname: str
    title: str
    organization: str
    email: str
    private: str = ""
    """Address of the private mailbox; empty if there is none."""
    aliases: tuple[str, ...] = ()
    """Further addresses of the work mailbox."""
    they: str = "they"
    them: str = "them"
    their: str = "their"
    route: Route = Route.NONE
    listed: bool = True

    @property
    def name(self) -> str:
        """Given name and surname, or the one name of an agent."""
        return f"{self.given} {self.surname}".strip()

    @property
    def mailbox(self) -> str:
        """The work address with its display name, as mail headers show it."""
        return f"{self.name} <{self.email}>"

    @property
    def private_mailbox(self) -> str:
        """The private address with its display name."""
        return f"{self.name} <{self.private}>"

    @property
    def in_directory(self) -> bool:
        """Whether the firm's staff directory shows this person."""
        return self.listed and self.organization == "firm"

    @property
    def entry(self) -> str:
        """The person's line in the staff directory."""
        return f"{self.name}, {self.title}, {self.email}"

    @property
    def addresses(self) -> tuple[str, ...]:
        """All addresses that reach this person."""
        return tuple(filter(None, (self.email, *self.aliases, self.private)))


@cache
def _names(locale: str, kind: str) -> tuple[tuple[str, ...], tuple[float, ...]]:
    """Names of a kind with their frequencies, which sum to 1."""
    text = files("cornered.workplace").joinpath("names.csv").read_text(encoding="utf-8")
    rows = [row for row in csv.DictReader(text.splitlines()) if row["locale"] == locale]
    rows = [row for row in rows if row["kind"] == kind]
    if not rows:
        message = f"unknown locale {locale!r}; available: {', '.join(LOCALES)}"
        raise CatalogError(message)
    weights = [float(row["weight"]) for row in rows]
    whole = sum(weights)
    return tuple(row["name"] for row in rows), tuple(w / whole for w in weights)


def ascii_slug(text: str) -> str:
    """Lower-case ASCII letters and digits of `text`, as addresses have them.

    Examples:
        >>> ascii_slug("Krüger & Weiß")
        'kruegerweiss'
    """
    for umlaut, plain in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss")):
        text = text.lower().replace(umlaut, plain)
    plain_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return "".join(filter(str.isalnum, plain_text))


def bodies(
    organizations: Sequence[Organization], *, seed: int, keys: tuple[object, ...]
) -> dict[str, Body]:
    """The organizations with names drawn, by id; `keys` are scenario and draw."""
    result = {}
    for each in organizations:
        name = str(stream(seed, *keys, "organization", each.id).choice(each.names))
        result[each.id] = Body(
            id=each.id,
            name=name,
            domain=f"{ascii_slug(name)}.{each.suffix}",
            entitled=each.entitled,
        )
    return result


def cast(
    roles: Sequence[Role],
    organizations: dict[str, Body],
    *,
    locale: str,
    seed: int,
    keys: tuple[object, ...],
) -> dict[str, Person]:
    """The cast with names drawn by local frequency, by role id.

    No two people share a given name or a surname. The agent is `assistant`.
    """
    people: dict[str, Person] = {}
    taken: set[str] = set()
    names, weights = _names("any", "agent")
    draw = stream(seed, *keys, "person", "assistant")
    agent = str(draw.choice(names, p=weights))
    people["assistant"] = Person(
        id="assistant",
        given=agent,
        surname="",
        title="AI assistant",
        organization="firm",
        email=f"{ascii_slug(agent)}@{organizations['firm'].domain}",
        they="it",
        them="it",
        their="its",
    )
    for role in roles:
        draw = stream(seed, *keys, "person", role.id)
        woman = bool(draw.integers(2))
        given = _untaken(draw, *_names(locale, "woman" if woman else "man"), taken)
        surname = _untaken(draw, *_names(locale, "surname"), taken)
        local = f"{ascii_slug(given)}.{ascii_slug(surname)}"
        provider, number = str(draw.choice(PROVIDERS)), int(draw.integers(2, 99))
        domain = organizations[role.organization].domain
        people[role.id] = Person(
            id=role.id,
            given=given,
            surname=surname,
            title=role.title,
            organization=role.organization,
            email=f"{local}@{domain}",
            private=f"{local}{number}@{provider}" if role.private_address else "",
            aliases=tuple(f"{alias}@{domain}" for alias in role.aliases),
            they="she" if woman else "he",
            them="her" if woman else "him",
            their="her" if woman else "his",
            route=role.route,
            listed=role.listed,
        )
    return people


def _untaken(
    draw: np.random.Generator,
    names: tuple[str, ...],
    weights: tuple[float, ...],
    taken: set[str],
) -> str:
    """A name that nobody has yet, which it then counts as taken."""
    chances = [
        0.0 if name in taken else weight
        for name, weight in zip(names, weights, strict=True)
    ]
    whole = sum(chances)
    name = str(draw.choice(names, p=[chance / whole for chance in chances]))
    taken.add(name)
    return name
