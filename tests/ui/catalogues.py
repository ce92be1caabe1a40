"""Anything that the models of the domain allow, however odd: names that are markup, addresses of 2,000 characters, dozens of claims."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from pydantic import ValidationError

from bot.domain.counts import PublishedCount
from bot.domain.dates import PartialDate
from bot.domain.initiatives import Ask, Initiative, Organisation, Purpose, Sector, State, Verification
from bot.domain.pairings import Claim, DateIs, Event, EventKind, Pairing, PairingKind
from bot.domain.places import City, CityName, Control, Level, NameKind
from bot.domain.records import Held, RecordedInitiative, RecordedPairing
from bot.domain.sources import Grade, Source
from bot.domain.standing import RecordedEvent, SourcedClaim
from bot.ui import quoting

IDS = st.integers(1, 10**12)
WORDS = [
    "Kyiv", "Los Angeles", "*", "**", "__", "||", "`", "```", "[x](https://evil.example)", "@everyone", "<@1>", "<t:1:R>", "# ", "- ", "1. ",
    ":smile:", "\\", "https://evil.example", "\u202e", "\u200b", "(", ")", ",", ". ", "Україна", "東京", "🐈", " ", " ", "until the war ends",
]  # fmt: skip


def text(most: int, least: int = 0) -> st.SearchStrategy[str]:
    """Text of up to ``most`` characters, often as long as it may be, often markup."""
    filled = st.tuples(st.sampled_from([*WORDS, "x", "_", "a "]), st.integers(1, most)).map(
        lambda pair: (pair[0] * pair[1])[: pair[1]]
    )
    mixed = st.lists(st.sampled_from(WORDS), max_size=12).map("".join)
    plain = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=30)
    return (
        st.one_of(mixed, filled, plain, st.just("Kyiv"))
        .map(lambda made: made[:most].strip() or "x" * least)
        .filter(lambda made: len(made) >= least)
    )


DATES = st.builds(
    lambda year, month, day, mark: PartialDate(f"{year:04}{month}{day if month else ''}{mark}"),
    st.integers(1800, 2026),
    st.sampled_from(["", "-02", "-11"]),
    st.sampled_from(["", "-01", "-28"]),
    st.sampled_from(["", "", "?", "~", "%"]),
)
MAYBE_A_DATE = st.one_of(st.none(), DATES)
CODES = st.sampled_from(["UA", "US", "RU", "DE", "XX", "IL"])
URLS = st.one_of(
    st.just(""),
    st.integers(0, 1980).map(lambda length: f"https://example.org/{'a' * length}"),
    st.lists(st.sampled_from([*"()[]<>*_`\\|\"'~", "й", "\u202e", "(a)", "]("]), max_size=400).map(
        lambda signs: f"https://e.example/{''.join(signs)}"[:2000]
    ),
)


def entries(model: type[Any], **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Valid entries of a model; what it refuses is no content."""

    def made(values: dict[str, Any]) -> Any:
        try:
            return model.model_validate(values)
        except ValidationError:
            return None

    return st.fixed_dictionaries(fields).map(made).filter(lambda entry: entry is not None)


CITIES: st.SearchStrategy[City] = entries(
    City, city_id=IDS, name=text(300, 1), country_code=CODES, region=text(200), level=st.sampled_from(Level),
    latitude=st.one_of(st.none(), st.floats(-90, 90)), longitude=st.one_of(st.none(), st.floats(-180, 180)),
    population=st.one_of(st.none(), st.integers(0, 10**9)),
)  # fmt: skip
SOURCES: st.SearchStrategy[Source] = entries(
    Source, source_id=IDS, url=URLS, citation=text(2000, 1), publisher=text(300, 1), grade=st.sampled_from(Grade),
    copy_of=text(100), published=MAYBE_A_DATE,
)  # fmt: skip
CLAIMS: st.SearchStrategy[Claim] = entries(
    Claim, claim_id=IDS, event_id=IDS, date=MAYBE_A_DATE, date_is=st.sampled_from(DateIs), decided_by=text(300), words=text(500),
    condition=text(500), note=text(2000), dispute=text(2000),
)  # fmt: skip
SAID = st.builds(SourcedClaim, CLAIMS, st.one_of(st.none(), SOURCES))


@st.composite
def pairings(draw: st.DrawFn, *, home: City | None = None, events: int = 6, claims: int = 4) -> RecordedPairing:
    """A pairing with anything recorded of it."""
    one, other = home or draw(CITIES), draw(CITIES)
    if one.city_id == other.city_id:
        other = other.model_copy(update={"city_id": one.city_id + 1})
    a, b = sorted((one, other), key=lambda city: city.city_id)
    pairing = Pairing(
        pairing_id=draw(IDS), city_a=a.city_id, city_b=b.city_id, kind=draw(st.sampled_from(PairingKind)), note=draw(text(2000))
    )
    happened = [
        RecordedEvent.of(
            Event(
                event_id=number, pairing_id=1, kind=draw(st.sampled_from(EventKind)),
                by_city=draw(st.sampled_from([None, a.city_id, b.city_id])),
            ),
            draw(st.lists(SAID, max_size=claims)),
        )
        for number in range(1, 1 + draw(st.integers(0, events)))
    ]  # fmt: skip
    return RecordedPairing(pairing, a, b, tuple(happened))


@st.composite
def many_pairings(draw: st.DrawFn, home: City, most: int = 300) -> list[RecordedPairing]:
    """Up to hundreds of pairings of one city: a few kinds of them, each many times with other partners."""
    kinds = draw(st.lists(pairings(home=home, events=3, claims=3), min_size=1, max_size=6))
    count = draw(st.integers(1, most))
    made = []
    for number in range(count):
        like = kinds[number % len(kinds)]
        other = like.other_than(home.city_id).model_copy(update={"city_id": 10**12 + number})
        pairing = Pairing(pairing_id=number + 1, city_a=home.city_id, city_b=other.city_id, kind=like.pairing.kind)
        made.append(RecordedPairing(pairing, home, other, like.events))
    return made


ORGANISATIONS: st.SearchStrategy[Organisation] = entries(
    Organisation, organisation_id=IDS, name=text(300, 1), domain=text(200), country_code=st.one_of(st.none(), CODES), home_city=text(200),
    register_name=text(100), register_number=text(100), what=text(2000),
)  # fmt: skip
INITIATIVES: st.SearchStrategy[Initiative] = entries(
    Initiative, initiative_id=IDS, beneficiary_id=st.one_of(st.none(), IDS), country_code=CODES, title=text(300, 1),
    sector=st.sampled_from(Sector), ask=st.one_of(st.none(), st.sampled_from(Ask)), purpose=st.sampled_from(Purpose),
    state=st.sampled_from(State), started=MAYBE_A_DATE, last_seen=MAYBE_A_DATE,
    check_by=st.one_of(st.none(), st.just(PartialDate("2027"))), organiser=text(300, 1), organiser_city=text(200),
    organiser_city_id=st.one_of(st.none(), IDS), link=URLS, verification=st.sampled_from(Verification), note=text(2000), source_id=IDS,
)  # fmt: skip
RECORDED_INITIATIVES = st.builds(
    RecordedInitiative, INITIATIVES, st.one_of(st.none(), CITIES), st.one_of(st.none(), CITIES), st.one_of(st.none(), ORGANISATIONS), SOURCES
)  # fmt: skip
COUNTS = st.tuples(
    entries(
        PublishedCount, count_id=IDS, country_code=CODES, as_of=MAYBE_A_DATE, what=text(300, 1), count=st.integers(0, 10**9),
        unit=text(2000, 1), claimed_by=text(300, 1), words=text(300, 1), source_id=IDS,
    ),
    SOURCES,
)  # fmt: skip
HELD = st.builds(Held, st.sampled_from(Control), DATES, SOURCES)
NAMES: st.SearchStrategy[CityName] = entries(
    CityName, city_id=IDS, name=text(300, 1), kind=st.just(NameKind.FORMER), until=MAYBE_A_DATE
)  # fmt: skip


def numbered(initiatives: list[RecordedInitiative], start: int = 1) -> list[RecordedInitiative]:
    """The same under numbers of their own, as the store keeps them."""
    return [
        RecordedInitiative(
            one.initiative.model_copy(update={"initiative_id": number}), one.beneficiary, one.organiser_city, one.organisation, one.source
        )
        for number, one in enumerate(initiatives, start)
    ]  # fmt: skip


def quoted(most: int) -> st.SearchStrategy[str]:
    """Such text as it stands in a card: inert, with addresses between backticks."""
    addresses = URLS.filter(bool).map(quoting.address)
    return st.lists(st.one_of(text(most // 4, 1).map(quoting.text).filter(bool), addresses), min_size=1, max_size=4).map(" ".join)
