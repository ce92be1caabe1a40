"""What the shipped catalogue must know."""

from __future__ import annotations

import json
import time
from collections import Counter

import pytest
from edtf import parse_edtf

from bot.catalogue.check import Package, check, read_package
from bot.catalogue.tables import TABLES
from bot.domain.counts import PublishedCount
from bot.domain.initiatives import Initiative, Organisation, Purpose, State, Verification
from bot.domain.pairings import Claim, DateIs, EventKind, Pairing, Status
from bot.domain.places import City, CityName, Control, NameKind, Occupation
from bot.domain.sources import Grade, Source
from tests.catalogue.conftest import DATA, Catalogue, rows_of


def test_the_shipped_package_has_no_findings_and_is_read_quickly() -> None:
    begun = time.perf_counter()
    findings = check(DATA)

    assert findings == []
    assert time.perf_counter() - begun < 3


def test_nothing_of_the_facts_was_lost(shipped: Package) -> None:
    assert len(shipped.of(Pairing)) == 1674
    assert len(shipped.of(Initiative)) == 184
    assert len(shipped.of(Organisation)) == 45
    assert len(shipped.of(Occupation)) == 76
    assert len(shipped.of(PublishedCount)) == 32


def test_chicago_suspended_moscow_and_did_not_end_it(catalogue: Catalogue) -> None:
    suspended = next(event for event in catalogue.events("Chicago", "Moscow") if event.kind is EventKind.SUSPENDED)

    assert catalogue.standing("Chicago", "Moscow").status is Status.SUSPENDED
    assert suspended.event.by_city == catalogue.city("Chicago").city_id
    assert {(said.claim.date, said.claim.date_is) for said in suspended.claims} == {
        ("2022-02-28", DateIs.DECIDED),
        ("2022-03-01", DateIs.ANNOUNCED),
    }
    assert catalogue.standing("Chicago", "Moscow").since == "2022-02-28"
    assert suspended.value("decided_by") == "the mayor, who directed the city’s sister-cities organisation"
    assert suspended.value("condition") == "until hostilities end"


def test_los_angeles_and_kyiv_is_proposed_by_one_side(catalogue: Catalogue) -> None:
    standing = catalogue.standing("Los Angeles", "Kyiv")

    assert standing.status is Status.PROPOSED
    assert standing.decided_by == "the city council, 14–0"
    assert [event.kind for event in catalogue.events("Los Angeles", "Kyiv")] == [EventKind.PROPOSED]


def test_los_angeles_and_saint_petersburg_have_three_disputed_years(catalogue: Catalogue) -> None:
    signed = [event for event in catalogue.events("Los Angeles", "Saint Petersburg") if event.kind is EventKind.SIGNED]

    assert len(signed) == 1
    assert signed[0].dates == ("1984", "1989", "1990-08-13")
    assert catalogue.standing("Los Angeles", "Saint Petersburg").status is Status.UNKNOWN


def test_san_jose_kept_yekaterinburg(catalogue: Catalogue) -> None:
    standing = catalogue.standing("San Jose", "Yekaterinburg")

    assert standing.status is Status.ACTIVE
    assert standing.as_of == "2022-03-08"
    assert standing.deciding is not None
    assert standing.deciding.kind is EventKind.KEPT


@pytest.mark.parametrize(
    ("one", "other", "status", "since"),
    [
        ("Jacksonville", "Murmansk", Status.DORMANT, "2017"),
        ("Windsor", "Kupiansk", Status.APPROVED, "2026-02"),
        ("Prague", "Moscow", Status.SUSPENDED, "2014-09-02"),
        ("Prague", "Saint Petersburg", Status.SUSPENDED, "2014-09-02"),
        ("Charlotte", "Voronezh", Status.SUSPENDED, "2022-03-28"),
        ("Dallas", "Saratov", Status.SUSPENDED, "2022-03-09"),
        ("Oak Ridge", "Obninsk", Status.SUSPENDED, "2022"),
        ("Juneau", "Vladivostok", Status.DORMANT, "2022"),
        ("Brandon", "Sheptytskyi", Status.ACTIVE, "2024-08-19"),
        ("Colorado Springs", "Smolensk", Status.SUSPENDED, "2022-03-07"),
        ("Burlington", "Yaroslavl", Status.SUSPENDED, "2022-03-03"),
        ("Kraków", "Saint Petersburg", Status.ENDED, "2022-03"),
        ("State of California", "Lviv Oblast", Status.INVITED, "2024-05-03"),
        ("Coventry", "Mariupol", Status.PROPOSED, "2022-03-23"),
    ],
)
def test_a_known_tie_stands_as_its_sources_say(catalogue: Catalogue, one: str, other: str, status: Status, since: str) -> None:
    standing = catalogue.standing(one, other)

    assert (standing.status, standing.since) == (status, since)


def test_a_word_about_ending_a_tie_does_not_propose_one(catalogue: Catalogue) -> None:
    assert EventKind.PROPOSED not in {event.kind for event in catalogue.events("Charlotte", "Voronezh")}
    assert catalogue.standing("Chernihiv", "Pskov").status is Status.UNKNOWN


def test_akureyri_and_murmansk_each_acted(catalogue: Catalogue) -> None:
    acts = [event for event in catalogue.events("Akureyri", "Murmansk") if event.kind is EventKind.ENDED]

    assert [(event.event.by_city, event.date) for event in acts] == [
        (catalogue.city("Akureyri").city_id, "2022-11-15"),
        (catalogue.city("Murmansk").city_id, "2022-12-15"),
    ]


def test_canterbury_and_vladimir_belongs_to_an_association(catalogue: Catalogue) -> None:
    assert "Canterbury Three Cities Association" in catalogue.pairing("Canterbury", "Vladimir").note


def test_normal_is_in_illinois(catalogue: Catalogue) -> None:
    assert catalogue.city("Normal").region == "Illinois"


def test_crimea_is_ukraine(catalogue: Catalogue) -> None:
    assert {catalogue.city(name).country_code for name in ("Crimea", "Simferopol", "Sevastopol", "Yalta", "Kerch")} == {"UA"}


def test_a_renamed_city_has_its_former_name_with_its_date(catalogue: Catalogue, shipped: Package) -> None:
    former = {(name.city_id, name.name): name for name in shipped.of(CityName) if name.kind is NameKind.FORMER}

    assert former[catalogue.city("Dnipro").city_id, "Dnipropetrovsk"].until == "2016-05-19"
    assert former[catalogue.city("Sheptytskyi").city_id, "Chervonohrad"].decided_by == "parliament"
    assert (catalogue.city("Sorokyne").city_id, "Krasnodon") in former


def test_an_occupied_place_has_its_date(catalogue: Catalogue, shipped: Package) -> None:
    mariupol = [row for row in shipped.of(Occupation) if row.city_id == catalogue.city("Mariupol").city_id]

    assert [(row.control, row.as_of) for row in mariupol] == [(Control.OCCUPIED, "2026-08-22")]


def test_kyivs_initiatives_are_there_by_state(catalogue: Catalogue, shipped: Package) -> None:
    kyiv = catalogue.city("Kyiv").city_id
    states = Counter(initiative.state for initiative in shipped.of(Initiative) if initiative.beneficiary_id == kyiv)

    assert states == {State.COMPLETED: 8, State.OPEN: 5, State.UNKNOWN: 5}


def test_no_link_ships_as_verified_and_arms_are_marked(shipped: Package) -> None:
    initiatives = shipped.of(Initiative)

    assert Verification.VERIFIED not in {initiative.verification for initiative in initiatives}
    assert {initiative.title for initiative in initiatives if initiative.purpose is Purpose.MILITARY} == {
        "Ivano-Frankivsk-Kupiansk side by side",
        "UNITED24 fund-raising platform",
    }


def test_what_is_listed_stands_on_an_official_page(shipped: Package) -> None:
    grades = {source.source_id: source.grade for source in shipped.of(Source)}
    listed = [initiative for initiative in shipped.of(Initiative) if initiative.verification is Verification.LISTED]

    assert listed
    assert all(grades[initiative.source_id] <= Grade.C and initiative.organisation_id for initiative in listed)


def test_claims_without_a_source_say_whose_word_they_are(shipped: Package) -> None:
    assert all(claim.note or claim.dispute for claim in shipped.of(Claim) if claim.source_id is None)


def test_every_date_is_one_that_the_library_of_congress_would_read(shipped: Package) -> None:
    dates = {claim.date for claim in shipped.of(Claim) if claim.date}

    assert dates
    for date in dates:
        assert parse_edtf(date) is not None


def test_a_place_listed_by_hand_says_why(shipped: Package) -> None:
    by_hand = [city for city in shipped.of(City) if city.geonames_id is None]

    assert all(city.city_id > 1_000_000_000 and "isted by hand" in city.note for city in by_hand)
    assert len(by_hand) < 20


def test_the_description_explains_every_column() -> None:
    described = json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))
    resources = {resource["name"]: resource for resource in described["resources"]}

    for table in TABLES:
        columns = resources[table.name]["schema"]["fields"]
        assert [column["name"] for column in columns] == list(table.columns)
        assert all(column["description"] and column["type"] for column in columns)
    assert described["licenses"][0]["name"] == "CC-BY-SA-4.0"


def test_reading_the_package_gives_every_row(shipped: Package) -> None:
    for table in TABLES:
        assert len(shipped.tables[table.name]) == len(rows_of(table.name))


def test_reading_twice_gives_the_same(shipped: Package) -> None:
    assert read_package(DATA) == shipped
