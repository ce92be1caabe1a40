"""Whatever the catalogue holds, every page of every card is one that Discord takes and the house allows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.counts import PublishedCount
from bot.domain.dates import PartialDate
from bot.domain.initiatives import Standing
from bot.domain.places import City, Control
from bot.domain.records import Held, RecordedInitiative, RecordedPairing
from bot.domain.sources import Source
from bot.domain.standing import RecordedEvent, SourcedClaim
from bot.ui import short
from bot.ui.aid import AidFilter, AidOf, aid_between_card, aid_card
from bot.ui.card import Answer, Attached
from bot.ui.country import CountryAnswer, country_card
from bot.ui.forms import AidFilterForm
from bot.ui.illustrated import (
    MAY_NOT_ATTACH,
    NOT_DRAWN,
    NOT_ILLUSTRATED,
    NOTHING_TO_CHART,
    NOTHING_TO_MAP,
    STILL_DRAWN,
    Illustrated,
    View,
)
from bot.ui.initiative import initiative_card
from bot.ui.pairing import Surroundings
from bot.ui.sources import city_sources_card, count_sources_card
from bot.ui.twin import Former
from tests.factories import city, city_name, claim, event, initiative, organisation, published_count, recorded_pairing, source
from tests.ui import catalogues as any_
from tests.ui.seen import Seen, asking, faults, pairing_card, twin_card

widely = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)


REASONS = (MAY_NOT_ATTACH, STILL_DRAWN, NOT_DRAWN, NOTHING_TO_MAP, NOTHING_TO_CHART)
"""For which a picture may be missing."""
Illustrations = Callable[[int], Illustrated]


def walk(card: Callable[[int], Answer], most: int = 400) -> list[Seen]:
    """Every page, by pressing *Next page* until there is none; each page is held against the limits."""
    seen = []
    for page in range(1, most):
        answer = card(page)
        assert not faults(answer), f"page {page}"
        seen.append(Seen(answer))
        if "Next page" not in seen[-1].buttons:
            return seen
    raise AssertionError("the pages have no end")


@st.composite
def illustrations(draw: st.DrawFn) -> Illustrations:
    """How the pages of a card are illustrated: by a picture of whatever is said of it, by none for some reason, or not at all."""
    possible, view = draw(st.booleans()), draw(st.sampled_from(View))
    missing = draw(st.sampled_from(["", *REASONS]))
    alt = draw(any_.text(4000))

    def how(page: int) -> Illustrated:
        if not possible:
            return NOT_ILLUSTRATED
        if page > 1 or view is View.TEXT:
            return Illustrated(view, possible=True)
        return Illustrated(view, None if missing else Attached("map.png", b"a picture", alt), missing, possible=True)

    return how


@widely
@given(st.data())
def test_twin(data: st.DataObject) -> None:
    home = data.draw(any_.CITIES)
    recorded = data.draw(any_.many_pairings(home.model_copy(update={"city_id": 7})))
    home = home.model_copy(update={"city_id": 7})
    held = data.draw(st.one_of(st.none(), any_.HELD))
    former = Former(data.draw(any_.text(300, 1)), data.draw(any_.MAYBE_A_DATE))
    how = data.draw(illustrations())

    def card(page: int) -> Answer:
        of_page: dict[str, Any] = {"how": how(page), "former": former if page == 1 else None}
        return twin_card(asking(), home, recorded, page=page, has_aid=True, held=held, **of_page)

    pages = walk(card)
    rows = [
        row
        for seen in pages
        for text in seen.texts
        if text.startswith("### ")
        for row in text.split("\n")
        if row.startswith("**")
    ]
    assert len(rows) == len(recorded)
    assert all(len(row) <= 180 for row in rows)


@widely
@given(any_.pairings(events=12, claims=40), st.data())
def test_pairing(recorded: RecordedPairing, data: st.DataObject) -> None:
    names = [
        name.model_copy(update={"city_id": city.city_id})
        for name in data.draw(st.lists(any_.NAMES, max_size=3))
        for city in (recorded.a, recorded.b)
    ]
    held = tuple((city, data.draw(any_.HELD)) for city in (recorded.a, recorded.b))
    around = Surroundings(data.draw(st.integers(0, 1200)), data.draw(st.sampled_from([held, ()])), tuple(names))
    how = data.draw(illustrations())
    pages = walk(lambda page: pairing_card(asking(), recorded, around, page=page, how=how(page)))
    labels = [label for seen in pages for label in seen.buttons]
    assert labels.count("Report a mistake") == labels.count("Watch") == 1


@widely
@given(st.data())
def test_aid(data: st.DataObject) -> None:
    kinds = data.draw(st.lists(any_.RECORDED_INITIATIVES, max_size=8))
    times = st.integers(0, 3)
    aid = AidOf(
        city=data.draw(any_.CITIES),
        for_city=any_.numbered(kinds * data.draw(times)),
        by_partners=any_.numbered(kinds * data.draw(times), 1000),
        by_city=any_.numbered(kinds * data.draw(times), 2000),
        for_country=any_.numbered(kinds * data.draw(times), 3000),
        pairings=data.draw(st.integers(0, 2)),
        held=data.draw(st.one_of(st.none(), any_.HELD)),
    )
    chosen = AidFilter(standing=data.draw(st.sampled_from([None, *Standing])), military=data.draw(st.booleans()))
    walk(lambda page: aid_card(asking(), aid, chosen, page=page))


@widely
@given(any_.CITIES, any_.CITIES, st.lists(any_.RECORDED_INITIATIVES, max_size=20))
def test_aid_between(one: City, other: City, recorded: list[RecordedInitiative]) -> None:
    other = other.model_copy(update={"city_id": one.city_id + 1})
    assert not faults(aid_between_card(asking(), one, other, any_.numbered(recorded)))


@widely
@given(any_.RECORDED_INITIATIVES, st.booleans())
def test_initiative(recorded: RecordedInitiative, occupied: bool) -> None:
    assert not faults(initiative_card(asking(), recorded, occupied=occupied))


@widely
@given(st.data(), st.sampled_from([None, "US"]))
def test_country(data: st.DataObject, other: str | None) -> None:
    home = data.draw(any_.CITIES).model_copy(update={"city_id": 7, "country_code": "UA"})
    recorded = data.draw(any_.many_pairings(home, most=120))
    counts = data.draw(st.lists(any_.COUNTS, max_size=9))
    of = CountryAnswer("UA", other, recorded, counts, "22 Nov 2026", data.draw(any_.text(300)))
    how = data.draw(illustrations())
    walk(lambda page: country_card(asking(), of, page=page, how=how(page)))


@widely
@given(st.data())
def test_sources(data: st.DataObject) -> None:
    home = data.draw(any_.CITIES).model_copy(update={"city_id": 7})
    recorded = data.draw(st.lists(any_.pairings(home=home), max_size=8))
    walk(lambda page: city_sources_card(asking(), home, recorded, page=page))


@widely
@given(st.lists(any_.COUNTS, max_size=30), any_.text(300))
def test_sources_of_counts(counts: list[tuple[PublishedCount, Source]], names: str) -> None:
    walk(lambda page: count_sources_card(asking(), names, counts, ("US", "UA"), page=page))


@widely
@given(
    st.lists(any_.CITIES, min_size=2, max_size=40),
    any_.text(4000),
    st.lists(any_.IDS, max_size=5),
    st.sampled_from(["tw", "ad", "pr", "sr"]),
)
def test_choice(cities: list[City], typed: str, rest: list[int], command: str) -> None:
    offered = [city.model_copy(update={"city_id": number}) for number, city in enumerate(cities, 10**9)]
    ties = {city.city_id: 1190 for city in offered}
    assert not faults(short.choice(asking(), command, typed, offered, ties, rest))


@widely
@given(any_.CITIES, any_.CITIES, any_.text(4000), st.lists(any_.IDS, max_size=5), any_.HELD)
def test_sentences(one: City, other: City, typed: str, rest: list[int], held: Held) -> None:
    ties = {one.city_id: 1, other.city_id + 1: 1}
    second = other.model_copy(update={"city_id": other.city_id + 1})
    for answer in (
        short.did_you_mean(asking(), "pr", typed, one, rest),
        short.nothing_recorded(asking(), one, aid=True, held=held),
        short.no_pairing_between(asking(), one, second, ties if one.city_id != second.city_id else {}),
        short.same_city(asking(), one),
        short.not_a_city(asking(), typed),
        short.not_a_country(asking(), typed, typed),
        short.unknown_command(asking(), typed, None),
        short.refused(f"There is no sector “{typed}”."),
        short.may_not_write(typed, "K7M-4Q2"),
        aid_between_card(asking(), one, second, []),
        aid_card(asking(), AidOf(one, [], [], [], [], 3, held), AidFilter()),
    ):
        assert not faults(answer)


@given(any_.CITIES)
def test_form(city: City) -> None:
    async def nothing(*_: object) -> None: ...

    assert 1 <= len(AidFilterForm(city, AidFilter(), nothing).title) <= 45


FULLEST = Illustrated(View.MAP, Attached("map.png", b"a picture", "x" * 4000), max(REASONS, key=len), possible=True)
"""More than any page has: a picture, and the longest reason for none."""
FILLERS = ["x", "_", "_ ", "a_b ", "@", "Kyiv ", "[x](https://e.example) ", ":a: ", "й"]
"""Of which the fullest entries are made: one long word, words, and signs that each need another to be harmless."""


def full(filler: str, length: int, number: int = 0) -> str:
    """Text of ``length`` characters, different by ``number``."""
    return f"{number or ''}{filler * length}"[: length - 1] + "z"


def full_city(filler: str, number: int, code: str = "UA") -> City:
    return city(number, full(filler, 300, number), code, region=full(filler, 200))


def full_source(filler: str, number: int, address: int = 650) -> Source:
    return source(
        number,
        "E",
        full(filler, 300),
        url=f"https://example.org/{number}/{'a' * address}",
        copy_of=full(filler, 100),
        published="2022-11-28",
    )


def full_pairing(filler: str, one: City, other: City, events: int, claims: int) -> RecordedPairing:
    """A pairing of which every claim says as much as it may, each from a source of its own."""
    words: dict[str, Any] = {"decided_by": full(filler, 300), "words": full(filler, 500), "condition": full(filler, 500)}
    happened = []
    for at in range(1, events + 1):
        kind = "suspended" if at == events else "renewed" if at > 1 else "signed"
        said = [
            SourcedClaim(
                claim(
                    number, at, f"{1900 + at}-11-{number % 28 + 1:02}", "decided",
                    note=full(filler, 2000, number), dispute=full(filler, 2000, number), **words,
                ),
                full_source(filler, 1000 * at + number),
            )
            for number in range(1, claims + 1)
        ]  # fmt: skip
        happened.append(RecordedEvent.of(event(at, kind, by_city=one.city_id), said))
    made = recorded_pairing(happened, one, other, "solidarity_pact")
    pairing = made.pairing.model_copy(update={"note": full(filler, 2000), "pairing_id": other.city_id})
    return RecordedPairing(pairing, made.a, made.b, made.events)


def full_initiative(filler: str, number: int, **fields: str) -> RecordedInitiative:
    of = initiative(
        number, number, full(filler, 300), organiser=full(filler, 300), organiser_city=full(filler, 200), note=full(filler, 2000),
        ask="hosting", sector="infrastructure", purpose="dual_use", started="2022-11-28", last_seen="2024-11-28", source_id=1,
        link=f"https://example.org/{'a' * 600}", **fields,
    )  # fmt: skip
    by = organisation(
        1, full(filler, 300), domain=full(filler, 200), home_city=full(filler, 200), country_code="UA", register_name=full(filler, 100),
        register_number=full(filler, 100), what=full(filler, 2000),
    )  # fmt: skip
    return RecordedInitiative(of, full_city(filler, number), full_city(filler, number), by, full_source(filler, 1))


@pytest.mark.parametrize("filler", FILLERS)
def test_the_fullest_list(filler: str) -> None:
    home = full_city(filler, 1)
    kinds = ["kept", "approved", "proposed", "invited", "suspended", "dormant", "ended", "visit"]
    recorded = []
    for number in range(2, 82):
        one = full_pairing(filler, home, full_city(filler, number, "US"), 1, 3)
        act = RecordedEvent.of(event(1, kinds[number % len(kinds)], by_city=1), one.events[0].claims)
        recorded.append(RecordedPairing(one.pairing, one.a, one.b, (act,)))
    held = Held(Control.OCCUPIED, PartialDate("2026-08-22"), source())
    former = Former(full(filler, 300), PartialDate("2016-05-19"))
    pages = walk(lambda page: twin_card(asking(), home, recorded, page=page, has_aid=True, held=held, former=former, how=FULLEST))
    rows = [row for seen in pages for text in seen.texts for row in text.split("\n") if row.startswith("**")]
    assert len(rows) == len(recorded)
    assert max(map(len, rows)) <= 180
    counts = [
        (
            published_count(n, words=full(filler, 300), claimed_by=full(filler, 300), unit=full(filler, 2000)),
            full_source(filler, n),
        )
        for n in range(1, 12)
    ]
    for other in ("US", None):
        of = CountryAnswer("UA", other, recorded, counts, "22 Nov 2026", full(filler, 300))
        walk(lambda page, of=of: country_card(asking(), of, page=page, how=FULLEST))  # type: ignore[misc]
    walk(lambda page: city_sources_card(asking(), home, recorded, page=page))
    walk(lambda page: count_sources_card(asking(), full(filler, 300), counts, ("UA", "US"), page=page))


@pytest.mark.parametrize("filler", FILLERS)
@pytest.mark.parametrize(("events", "claims"), [(1, 1), (1, 40), (12, 3)])
def test_the_fullest_pairing(filler: str, events: int, claims: int) -> None:
    recorded = full_pairing(filler, full_city(filler, 1), full_city(filler, 2, "US"), events, claims)
    held = Held(Control.OCCUPIED, PartialDate("2026-08-22"), source())
    names = tuple(city_name(number, full(filler, 300), until="2016-05-19") for number in (1, 2))
    around = Surroundings(1190, ((recorded.a, held), (recorded.b, held)), names)
    pages = walk(lambda page: pairing_card(asking(), recorded, around, page=page, how=FULLEST))
    numbers = [line.split(". ")[0] for seen in pages for text in seen.texts for line in text.split("\n") if ". [" in line[:8]]
    assert numbers == [str(number) for number in range(1, events * claims + 1)]


@pytest.mark.parametrize("filler", FILLERS)
def test_the_fullest_aid(filler: str) -> None:
    every = [full_initiative(filler, number, state="open") for number in range(1, 21)]
    every += [full_initiative(filler, 20 + number, state="completed") for number in range(1, 21)]
    held = Held(Control.OCCUPIED, PartialDate("2026-08-22"), source())
    aid = AidOf(full_city(filler, 99), every[::4], every[1::4], every[2::4], every[3::4], 3, held)
    walk(lambda page: aid_card(asking(), aid, AidFilter(), page=page))
    assert not faults(aid_between_card(asking(), full_city(filler, 1), full_city(filler, 2), every))
    for verification in ("unverified", "listed", "verified"):
        assert not faults(initiative_card(asking(), full_initiative(filler, 1, state="open", verification=verification)))


@pytest.mark.parametrize("filler", FILLERS)
@pytest.mark.parametrize("count", [2, 5, 6, 25, 40])
def test_the_fullest_choice(filler: str, count: int) -> None:
    offered = [full_city(filler, number) for number in range(10**9, 10**9 + count)]
    ties = {one.city_id: 1190 for one in offered}
    for command in short.COMMANDS:
        answer = short.choice(asking(), command, full(filler, 4000), offered, ties, [10**17] * 5)
        assert not faults(answer)
        said = (answer.content or "").split("\n")
        named = [line for line in said if line[:1].isdigit()]
        assert len(named) == count if count <= 5 else len(named) >= 3
        assert said[-1].startswith("-# Choose below, or type it: ")
