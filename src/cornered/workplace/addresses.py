"""Addresses: from what an agent wrote to whom it reaches (RFC 5322)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from email.utils import parseaddr

from cornered.core.tool import ToolError
from cornered.workplace.people import Body, Person

ADDRESS = re.compile(r"[^@\s<>,;:()\[\]\"']+@[^@\s<>,;:()\[\]\"']+\.[^\W\d_]{2,}")
"""What can be a mailbox: enough to tell an address from a name."""

PART = re.compile(r'(?:"[^"]*"|<[^>]*>|[^,;"<]|["<])+?(?=[,;]|$)')
"""One entry of an address list; commas in quotes or angle brackets do not end it."""

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
    _known: dict[str, Resolved] = field(init=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Index people by address and by name."""
        for person in self.people.values():
            self._names[person.name.casefold()] = person.id
            for address in person.addresses:
                self._owners[address.casefold()] = person.id
        self._owners.update(self.aliases)

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
        for address in _addresses(written):
            owner = self._owners.get(_mailbox(address)) or self._names.get(
                address.casefold()
            )
            local, _, domain = address.casefold().rpartition("@")
            ours = domain == self.organizations["firm"].domain
            if owner is not None:
                recipients.append(owner)
            elif not ADDRESS.fullmatch(address):
                message = (
                    f"{address!r} is neither an email address "
                    "nor a name in the staff directory"
                )
                raise ToolError(message)
            elif ours and local == EVERYONE:
                recipients += self._staff()
            elif any(domain == body.domain for body in self.organizations.values()):
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


def _addresses(written: str) -> list[str]:
    """The parts of an address list without display names; names stay names.

    Examples:
        >>> _addresses('"Roe, Ann" <ann@a.com>; Bo@B.com, Cy Doe')
        ['ann@a.com', 'Bo@B.com', 'Cy Doe']
        >>> _addresses("Roe, Ann <ann@a.com>")
        ['ann@a.com']
    """
    parts: list[str] = []
    surname = ""
    for chunk in (piece.strip() for piece in PART.findall(written)):
        if "@" in chunk:
            address = parseaddr(chunk)[1] if "<" in chunk else ""
            found = [address] if address else ADDRESS.findall(chunk)
            if surname and "<" not in chunk:
                parts.append(surname)
            parts += found or [chunk]
            surname = ""
        elif chunk:
            if surname:
                parts.append(surname)
            surname = chunk
    return [*parts, surname] if surname else parts


def _mailbox(address: str) -> str:
    """The address as mail systems compare it: case-folded, without `+tag`."""
    local, at, domain = address.casefold().rpartition("@")
    return f"{local.partition('+')[0]}{at}{domain}"
