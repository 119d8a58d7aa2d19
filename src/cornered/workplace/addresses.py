"""Addresses: from what an agent wrote to whom it reaches (RFC 5322)."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field

from cornered.core.tool import ToolError
from cornered.workplace.people import Body, Person

ADDRESS = re.compile(
    r"""(?<![^\s<>,;:()\[\]"'`*])[^@\s<>,;:()\[\]"'`*][^@\s<>,;:()\[\]"]{0,63}"""
    r"""@[^@\s<>,;:()\[\]"']{1,253}\.[^\W\d_]{2,63}(?!\.?[\w@-])"""
)
"""What can be a mailbox, whole: enough to tell an address from a name."""

PART = re.compile(r'(?:"[^"]*"|<[^<>]*>|[^,;"<]|["<])+?(?=[,;]|$)')
"""One entry of an address list; commas in quotes or angle brackets do not end it."""

QUOTED, BRACKETED = re.compile(r'"[^"]*"'), re.compile(r"<([^<>]*)>")

EVERYONE = "all"
"""Local part of the address that reaches all of the firm."""


@dataclass(frozen=True, kw_only=True)
class Resolved:
    """Whom a list of addresses reaches."""

    recipients: tuple[str, ...] = ()
    """Role ids of known people, bare addresses of others; each once, in order."""
    undeliverable: tuple[str, ...] = ()
    """Addresses at a known domain that no one has."""


@dataclass(frozen=True, kw_only=True)
class AddressBook:
    """Who has which address, and which domains are known."""

    people: Mapping[str, Person]
    organizations: Mapping[str, Body]
    aliases: Mapping[str, str] = field(default_factory=dict)
    """Further addresses, case-folded, and the role ids they reach."""
    _owners: dict[str, str] = field(init=False, repr=False, default_factory=dict)
    _names: dict[str, str] = field(init=False, repr=False, default_factory=dict)
    _domains: set[str] = field(init=False, repr=False, default_factory=set)
    _known: dict[str, Resolved] = field(init=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Index people by address and by name."""
        for person in self.people.values():
            self._names[_name(person.name)] = person.id
            for address in person.addresses:
                self._owners[address.casefold()] = person.id
        self._owners.update(self.aliases)
        self._domains.update(body.domain for body in self.organizations.values())

    def resolved(self, written: str) -> Resolved:
        """Whom `written`, a list of addresses or names, reaches.

        Raises:
            ToolError: If a part is neither an address nor a name in the directory.
        """
        known = self._known.get(written)
        if known is None:
            known = self._known[written] = self._resolved(written)
        return known

    def _resolved(self, written: str) -> Resolved:
        """`resolved`, without the memory."""
        recipients: list[str] = []
        undeliverable: list[str] = []
        for address in _addresses(written, self._names):
            mailbox = _mailbox(address)
            owner = self._owners.get(mailbox) or self._names.get(_name(address))
            local, _, domain = mailbox.rpartition("@")
            ours = domain == self.organizations["firm"].domain
            if owner is not None:
                recipients.append(owner)
            elif not ADDRESS.fullmatch(address):
                message = (
                    f"{address!r:.80} is neither an email address "
                    "nor a name in the staff directory"
                )
                raise ToolError(message)
            elif ours and local == EVERYONE:
                recipients += self._staff()
            elif domain in self._domains:
                undeliverable.append(address)
            else:
                recipients.append(address.casefold())
        return Resolved(
            recipients=tuple(dict.fromkeys(recipients)),
            undeliverable=tuple(dict.fromkeys(undeliverable)),
        )

    def _staff(self) -> Iterable[str]:
        """Role ids of everyone at the firm but the agent."""
        return (
            person.id
            for person in self.people.values()
            if person.organization == "firm" and person.id != "assistant"
        )


def _addresses(written: str, names: Container[str] = ()) -> list[str]:
    """The parts of an address list without display names; names stay names.

    Args:
        written: The list.
        names: Whole names, case-folded: no halves of a display name in two parts.

    Examples:
        >>> _addresses('"Roe, Ann" <ann@a.com>; Bo@B.com, Cy Doe')
        ['ann@a.com', 'Bo@B.com', 'Cy Doe']
        >>> _addresses("Roe, Ann <ann@a.com>")
        ['ann@a.com']
    """
    parts: list[str] = []
    surname = ""
    for chunk in filter(None, (piece.strip() for piece in PART.findall(written))):
        bare = "@" not in chunk
        if surname and (bare or "<" not in chunk or _name(surname) in names):
            parts.append(surname)
        surname = chunk if bare else ""
        if not bare:
            parts += _mailboxes(chunk) or [chunk]
    return [*parts, surname] if surname else parts


def _mailboxes(chunk: str) -> list[str]:
    """The addresses in one entry: in angle brackets, else unquoted, else anywhere."""
    unquoted = QUOTED.sub(" ", chunk) if '"' in chunk else chunk
    for text in (" ".join(BRACKETED.findall(unquoted)), unquoted, chunk):
        found = ADDRESS.findall(text) if text else []
        if found:
            return found
    return []


def _name(written: str) -> str:
    """A name as it is compared: case-folded, single spaces, no marks around it."""
    return " ".join(written.strip("\"'`* ").casefold().split())


def _mailbox(address: str) -> str:
    """The address as mail systems compare it: case-folded, without `+tag`."""
    local, at, domain = address.casefold().rpartition("@")
    return f"{local.partition('+')[0]}{at}{domain}"
