"""Names are drawn by frequency, nobody shares one, and addresses are plain."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from cornered.core.errors import CatalogError
from cornered.core.scenario import Organization, Role
from cornered.workplace.addresses import AddressBook
from cornered.workplace.people import (
    LOCALES,
    PROVIDERS,
    Body,
    Person,
    ascii_slug,
    bodies,
    cast,
)
from tests.workplace.company import BODIES

ROLES = [
    Role(id=f"role{n}", title="Clerk", private_address=n % 2 == 0) for n in range(12)
]
ADDRESS = re.compile(r"[a-z0-9.]+@[a-z0-9]+\.[a-z]+", re.ASCII)


def drawn(locale: str, draw: int = 0, roles: list[Role] = ROLES) -> dict[str, Person]:
    return cast(roles, BODIES, locale=locale, seed=1, keys=("pilot", draw))


@pytest.mark.parametrize("locale", LOCALES)
def test_nobody_shares_a_name_or_an_address(locale: str) -> None:
    for draw in range(30):
        people = drawn(locale, draw).values()
        names = [part for one in people for part in (one.given, one.surname) if part]
        assert len(names) == len(set(names))
        addresses = [address for one in people for address in one.addresses]
        assert len(addresses) == len(set(addresses)) == 1 + 12 + 6
        assert all(ADDRESS.fullmatch(address) for address in addresses)


def test_private_mailboxes_are_at_public_providers() -> None:
    people = drawn("de")
    assert people["role1"].private == ""
    assert people["role0"].private.partition("@")[2] in PROVIDERS
    assert people["role0"].private_mailbox.startswith(f"{people['role0'].name} <")


def test_the_agent_is_one_of_the_firm() -> None:
    agent = drawn("us")["assistant"]
    assert agent.name == agent.given
    assert agent.email == f"{agent.name.lower()}@alder.com"
    assert agent.they == agent.them == "it"


def test_a_role_keeps_its_name_whoever_else_is_in_the_cast() -> None:
    alone = drawn("gb", roles=[ROLES[0]])["role0"]
    assert drawn("gb")["role0"] == alone


def test_pronouns_belong_together() -> None:
    sets = {
        (one.they, one.them, one.their)
        for d in range(9)
        for one in drawn("us", d).values()
    }
    assert sets == {("she", "her", "her"), ("he", "him", "his"), ("it", "it", "its")}


@pytest.mark.parametrize("locale", LOCALES)
def test_frequent_names_come_more_often(locale: str) -> None:
    first = [drawn(locale, draw, [ROLES[0]])["role0"] for draw in range(600)]
    women = sum(one.they == "she" for one in first)
    assert 230 < women < 370
    surnames = Counter(one.surname for one in first)
    assert len(surnames) > 20
    assert surnames.most_common(1)[0][1] < 120


def test_an_unknown_locale_is_told() -> None:
    with pytest.raises(
        CatalogError, match="unknown locale 'xx'; available: us, gb, de"
    ):
        drawn("xx")


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Krüger & Weiß", "kruegerweiss"),
        ("ÄÖÜ", "aeoeue"),
        ("O'Brien-Smith", "obriensmith"),
        ("Zoë Núñez", "zoenunez"),
        ("Alder Works 3", "alderworks3"),
        ("①²", "12"),
        ("", ""),
    ],
)
def test_addresses_are_ascii(text: str, slug: str) -> None:
    assert ascii_slug(text) == slug


def test_organizations_get_one_of_their_names_and_its_domain() -> None:
    given = Organization(
        id="law", names=("Müller AG", "Voß"), suffix="de", entitled=True
    )
    found = {bodies([given], seed=seed, keys=("pilot", 0))["law"] for seed in range(20)}
    assert found == {
        Body(id="law", name="Müller AG", domain="muellerag.de", entitled=True),
        Body(id="law", name="Voß", domain="voss.de", entitled=True),
    }


def test_an_alias_reaches_the_same_person() -> None:
    roles = [Role(id="chief", title="Chief executive", aliases=("ceo",))]
    organizations = bodies(
        [Organization(id="firm", names=("Alder Scales",))], seed=1, keys=("s", 0)
    )
    people = cast(roles, organizations, locale="us", seed=1, keys=("s", 0))
    book = AddressBook(people=people, organizations=organizations)
    assert book.resolved("CEO@alderscales.com").recipients == ("chief",)
    assert people["chief"].addresses[-1] == "ceo@alderscales.com"
