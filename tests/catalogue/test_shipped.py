"""What the shipped catalogue must know."""

from __future__ import annotations

import json
import re
from collections import Counter
from urllib.parse import urlsplit

import pytest
from edtf import parse_edtf

from bot.catalogue.check import Package, check, read_package
from bot.domain.counts import PublishedCount
from bot.domain.initiatives import Initiative, Organisation, Purpose, State, Verification
from bot.domain.pairings import Claim, DateIs, Event, EventKind, Pairing, Status
from bot.domain.places import City, CityName, Control, Level, NameKind, Occupation
from bot.domain.sources import Grade, Source
from bot.domain.tables import TABLES
from tests.catalogue.conftest import DATA, Catalogue, rows_of


def test_the_shipped_package_has_no_findings() -> None:
    assert check(DATA) == []


def test_nothing_of_the_facts_was_lost(shipped: Package) -> None:
    assert len(shipped.of(Pairing)) == 1674
    assert len(shipped.of(Initiative)) == 183
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
        ("Coventry", "Volgograd", Status.SUSPENDED, "2022-03-23"),
        ("Buffalo", "Tver", Status.SUSPENDED, "2022-04-01"),
        ("Anchorage", "Magadan", Status.SUSPENDED, "2023-04-07"),
        ("Exeter", "Yaroslavl", Status.SUSPENDED, "2022-03-11"),
        ("Berlin", "Moscow", Status.SUSPENDED, "2023-07-10"),
        ("Raleigh", "Nairobi", Status.APPROVED, "2012-04"),
        ("Odesa", "Fortaleza", Status.APPROVED, "2024-12-04"),
    ],
)
def test_a_known_tie_stands_as_its_sources_say(catalogue: Catalogue, one: str, other: str, status: Status, since: str) -> None:
    standing = catalogue.standing(one, other)

    assert (standing.status, standing.since) == (status, since)


def test_chicago_and_moscow_names_both_disagreements(catalogue: Catalogue) -> None:
    told = {said.claim.dispute for event in catalogue.events("Chicago", "Moscow") for said in event.claims} - {""}

    assert told == {
        "One press list of April 2022 says “severed”. The deciding word is “suspend”.",
        "33 council members filed an order to revoke the tie. That is not the deciding act.",
    }


def test_oak_ridge_suspended_in_part(catalogue: Catalogue) -> None:
    assert catalogue.standing("Oak Ridge", "Obninsk").condition.startswith("in part")


def test_a_resolution_of_support_keeps_the_tie_and_does_not_decide_on_it(catalogue: Catalogue) -> None:
    assert EventKind.KEPT not in {event.kind for event in catalogue.events("Corvallis", "Uzhhorod")}


def test_duluth_and_petrozavodsk_was_kept_by_the_associations_board(catalogue: Catalogue) -> None:
    standing = catalogue.standing("Duluth", "Petrozavodsk")

    assert standing.deciding is not None
    assert standing.deciding.kind is EventKind.KEPT
    assert standing.deciding.event.by_city is None
    assert standing.decided_briefly == "the board of Sister Cities of Duluth"


_SHORTHAND = re.compile(
    r"not read\b|undated|inferred|weak source|not in source|outcome not|day not|https?://|(?<=\s)'|\"|[a-z]'[a-z]|–Feb\b|\.\.",
    re.IGNORECASE,
)


def test_no_text_speaks_in_the_shorthand_of_the_collection(shipped: Package) -> None:
    texts = [
        text
        for claim in shipped.of(Claim)
        for text in (claim.decided_by, claim.words, claim.condition, claim.note, claim.dispute)
    ]
    texts += [text for initiative in shipped.of(Initiative) for text in (initiative.title, initiative.note, initiative.organiser)]
    texts += [text for count in shipped.of(PublishedCount) for text in (count.words, count.claimed_by)]
    texts += [pairing.note for pairing in shipped.of(Pairing)]

    assert [text for text in texts if _SHORTHAND.search(text)] == []


def test_every_note_is_of_whole_sentences(shipped: Package) -> None:
    notes = [note for claim in shipped.of(Claim) for note in (claim.note, claim.dispute) if note]

    assert [
        note for note in notes if note[-1] not in ".”" or not (note[0].isupper() or note[0].isdigit() or note[0] == "“")
    ] == []


def test_no_page_lists_a_tie_after_it_was_written(shipped: Package) -> None:
    sources = {source.source_id: source for source in shipped.of(Source)}
    listed = {event.event_id for event in shipped.of(Event) if event.kind is EventKind.LISTED}
    later = []
    for claim in shipped.of(Claim):
        published = sources[claim.source_id].published if claim.source_id else None
        if claim.event_id in listed and claim.date and published and claim.date.earliest > published.latest:
            later.append(claim)

    assert later == []


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
        "Side by side: help from Ivano-Frankivsk for Kupiansk",
    }
    assert [initiative.purpose for initiative in initiatives if initiative.title.startswith("UNITED24")] == [Purpose.DUAL_USE]


def test_what_is_listed_stands_on_an_official_page(shipped: Package) -> None:
    grades = {source.source_id: source.grade for source in shipped.of(Source)}
    listed = [initiative for initiative in shipped.of(Initiative) if initiative.verification is Verification.LISTED]

    assert listed
    assert all(grades[initiative.source_id] <= Grade.C and initiative.organisation_id for initiative in listed)


def test_no_claim_is_without_a_source_but_the_known_one(catalogue: Catalogue, shipped: Package) -> None:
    events = {event.event_id: event for event in shipped.of(Event)}
    sourceless = [claim for claim in shipped.of(Claim) if claim.source_id is None]
    pairings = [events[claim.event_id].pairing_id for claim in sourceless]

    assert pairings == [catalogue.pairing("Everett", "Sovetskaya Gavan").pairing_id]
    assert [claim.note for claim in sourceless] == ["Named in a list; no source is known."]


@pytest.mark.parametrize(
    ("one", "other", "publisher"),
    [
        ("Atlanta", "Brussels", "Wikipedia (a copy)"),
        ("Atlanta", "Ra'anana", "Wikipedia (a copy)"),
        ("Atlanta", "Taipei", "Wikipedia (a copy)"),
        ("Busan", "Los Angeles", "City of Los Angeles"),
        ("Chicago", "São Paulo", "An unnamed copy of an encyclopedia"),
        ("Frankfurt am Main", "Philadelphia", "Frankfurt am Main"),
        ("Guangzhou", "Sydney", "An unnamed report"),
        ("Houston", "Stavanger", "An unnamed page"),
        ("Houston", "Taipei", "Houston’s tourism office"),
        ("Kaniv", "Sonoma", "An unnamed local source of Sonoma"),
        ("Los Angeles", "Saint Petersburg", "The sister-city association of Los Angeles"),
        ("Nagoya", "Sydney", "An unnamed blog"),
        ("San Francisco", "Seoul", "An unnamed list of sister cities"),
        ("Sydney", "Wellington", "An unnamed blog"),
    ],
)
def test_hearsay_is_cited_by_whose_word_it_is(catalogue: Catalogue, one: str, other: str, publisher: str) -> None:
    cited = [
        said.source
        for event in catalogue.events(one, other)
        for said in event.claims
        if said.source and said.source.citation.endswith("address not recorded")
    ]

    assert [(source.publisher, source.grade, source.url) for source in cited] == [(publisher, Grade.E, "")]


def test_hearsay_is_cited_for_no_other_tie(shipped: Package) -> None:
    assert sum(source.citation.endswith("address not recorded") for source in shipped.of(Source)) == 14


def test_no_organisation_of_the_city_that_is_helped_passes_for_the_organiser(shipped: Package) -> None:
    organisations = {organisation.organisation_id: organisation for organisation in shipped.of(Organisation)}
    passing = []
    for initiative in shipped.of(Initiative):
        if initiative.organisation_id is None or initiative.beneficiary_id is None:
            continue
        organisation = organisations[initiative.organisation_id]
        named = organisation.name.partition(" (")[0].casefold() in initiative.organiser.casefold()
        if organisation.home_city_id == initiative.beneficiary_id and not named:
            passing.append(initiative.title)

    assert passing == []


@pytest.mark.parametrize("title", ["Side by side: help from Ivano-Frankivsk for Kupiansk", "Sendai Relief Fund of Riverside"])
def test_a_link_to_the_site_of_the_city_that_is_helped_makes_nobody_the_organiser(shipped: Package, title: str) -> None:
    initiative = next(initiative for initiative in shipped.of(Initiative) if initiative.title == title)

    assert initiative.link
    assert initiative.organisation_id is None
    assert initiative.verification is Verification.UNVERIFIED


def test_what_is_listed_links_to_the_organisers_own_domain(shipped: Package) -> None:
    domains = {organisation.organisation_id: organisation.domain for organisation in shipped.of(Organisation)}
    listed = [initiative for initiative in shipped.of(Initiative) if initiative.verification is Verification.LISTED]

    for initiative in listed:
        site, _, path = domains[initiative.organisation_id or 0].partition("/")
        link = urlsplit(initiative.link)
        assert f".{link.hostname}".endswith(f".{site}")
        assert link.path.startswith(f"/{path}" if path else "")


def test_every_date_is_one_that_the_library_of_congress_would_read(shipped: Package) -> None:
    dates = {claim.date for claim in shipped.of(Claim) if claim.date}

    assert dates
    for date in dates:
        assert parse_edtf(date) is not None


def test_a_place_listed_by_hand_says_why(shipped: Package) -> None:
    by_hand = [city for city in shipped.of(City) if city.geonames_id is None]

    assert all(city.city_id > 1_000_000_000 and "isted by hand" in city.note for city in by_hand)
    assert len(by_hand) < 20


def test_a_place_that_lacks_something_says_why(shipped: Package) -> None:
    silent = []
    for city in shipped.of(City):
        lacks = {
            "region": not city.region,
            "coordinates": city.latitude is None or city.longitude is None,
            "population": city.population is None and city.level is Level.CITY,
        }
        by_hand = "isted by hand" in city.note
        silent += [f"{city.name}: {what}" for what, lacking in lacks.items() if lacking and not by_hand and what not in city.note]

    assert silent == []


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


def test_the_page_about_the_catalogue_counts_its_rows_right() -> None:
    told = re.findall(r"^\| `(\w+)\.csv` \| ([\d,]+) \|", (DATA / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    counted = {table.name: len(rows_of(table.name)) for table in TABLES}
    assert {name: int(count.replace(",", "")) for name, count in told} == counted
