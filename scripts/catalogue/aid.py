"""organisations.csv and initiatives.csv -> who helps whom with what."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from bot.domain.dates import PartialDate
from bot.domain.initiatives import Ask, Initiative, Organisation, Purpose, Sector, State, Verification
from bot.domain.sources import Grade, Source
from scripts.catalogue.decisions import NOTHING
from scripts.catalogue.drafts import hand_written
from scripts.catalogue.facts import Fact, Origin
from scripts.catalogue.places import Places
from scripts.catalogue.sources import Sources
from scripts.catalogue.telling import Teller
from scripts.catalogue.wording import dates_in, partial, sentence, typographic, without_weakness

_SECTORS = {"in-kind": Sector.GOODS, "municipal expertise": Sector.EXPERTISE}
_STATES = {"active": State.OPEN, "completed": State.COMPLETED, "unknown": State.UNKNOWN}
_LAST_SEEN = re.compile(r";?\s*last seen (?:active )?(?P<date>\d{4}(?:-\d\d){0,2})")
_OFFICIAL = (Grade.A, Grade.B, Grade.C)


@dataclass
class AidReader:
    """Puts organisations and initiatives into rows."""

    places: Places
    sources: Sources
    teller: Teller
    organisations: list[Organisation] = field(default_factory=list)
    initiatives: list[Initiative] = field(default_factory=list)
    went: dict[Origin, int] = field(default_factory=dict)
    cities_not_found: set[str] = field(default_factory=set)
    _written: dict[tuple[str, ...], list[dict[str, str]]] = field(
        default_factory=lambda: hand_written("initiatives", "title", "started")
    )
    _used: set[tuple[str, ...]] = field(default_factory=set)
    _numbers: dict[tuple[str, ...], int] = field(default_factory=dict)
    _same_as: list[tuple[Origin, tuple[str, ...]]] = field(default_factory=list)
    _cities: dict[tuple[str, ...], list[dict[str, str]]] = field(default_factory=lambda: hand_written("organiser_cities", "name"))

    def read_organisation(self, fact: Fact) -> None:
        number = len(self.organisations) + 1
        home = fact["home_city"]
        country = fact["country"]
        self.organisations.append(
            Organisation(
                organisation_id=number, name=typographic(fact["name"]), domain=fact["domain"],
                country_code=self.places.code(country) if country else None, home_city=home,
                home_city_id=self._seat(home, country) if home else None, register_name=fact["register"],
                register_number=fact["register_number"], what=self._told(fact["what"]), source_id=self.sources.of(fact["source_url"]),
            )
        )  # fmt: skip
        self.went[fact.origin] = number

    def read_initiative(self, fact: Fact) -> None:
        number = len(self.initiatives) + 1
        key = (fact["title"], fact["start_date"])
        own = (self._written.get(key) or [{}])[0]
        self._used.add(key)
        if own.get("same_as"):
            self._same_as.append((fact.origin, (fact["title"], own["same_as"])))
            return
        remark, weak = without_weakness(fact["note"])
        source_id = self.sources.of(fact["source_url"], weak=weak)
        if source_id is None:
            raise ValueError(f"an initiative without a source: {fact.origin}")
        seen = _LAST_SEEN.search(remark)
        remark = (own.get("note") or self._told(_LAST_SEEN.sub("", remark))).removeprefix(NOTHING)
        link = fact["url"] if fact["url"].startswith("http") or not fact["url"] else f"http://{fact['url']}"
        organisation = self._organisation(fact)
        state = State(own.get("state") or _STATES[fact["status"]])
        sector = Sector(own.get("sector") or _SECTORS.get(fact["kind"]) or fact["kind"])
        city, helped = fact["organiser_city"], fact["beneficiary_city"]
        self.initiatives.append(
            Initiative(
                initiative_id=number,
                beneficiary_id=self.places.find(helped, "", fact["country"]) if helped else None,
                country_code=self.places.code(fact["country"]), title=own.get("in_words") or typographic(fact["title"]),
                sector=sector, ask=Ask(own["ask"]) if own.get("ask") else _asks(sector, state),
                purpose=Purpose(own.get("purpose") or "civilian"), state=state, started=partial(fact["start_date"]),
                last_seen=_last_seen(own.get("last_seen") or (seen["date"] if seen else ""), fact),
                organiser=own.get("organiser") or _joined(fact["organiser"]), organiser_city=city,
                organiser_city_id=self._city(city) if city else None,
                organisation_id=organisation.organisation_id if organisation else None, link=link, note=remark, source_id=source_id,
            )
        )  # fmt: skip
        self.went[fact.origin] = self._numbers[key] = number

    def finish(self) -> None:
        """Says of the facts that tell of an initiative a second time which one it is."""
        for origin, key in self._same_as:
            self.went[origin] = self._numbers[key]

    def _told(self, remark: str) -> str:
        return " ".join(filter(None, self.teller.told(sentence(remark), set())))

    def listed(self, sources: list[Source]) -> list[Initiative]:
        """The initiatives; those are *listed* whose link is on the organiser's own domain and whose source is an official page."""
        grades = {source.source_id: source.grade for source in sources}
        domains = {organisation.organisation_id: organisation.domain for organisation in self.organisations}
        return [
            initiative.model_copy(update={"verification": Verification.LISTED})
            if grades[initiative.source_id] in _OFFICIAL
            and _is_on(initiative.link, domains.get(initiative.organisation_id or 0, ""))
            else initiative
            for initiative in self.initiatives
        ]

    def unused(self) -> list[tuple[str, ...]]:
        """Rows of the hand table that fit no initiative."""
        return sorted(self._written.keys() - self._used)

    def _organisation(self, fact: Fact) -> Organisation | None:
        """The organisation that the facts give as the organiser, by its domain or by its name; where the link leads says nothing of it."""
        domain, organiser = fact["organiser_domain"], fact["organiser"].casefold()
        if domain:
            by_domain = next((each for each in self.organisations if each.domain and _same_site(domain, each.domain)), None)
            if by_domain is not None:
                return by_domain
        return next((each for each in self.organisations if _is_named(each.name.partition(" (")[0].casefold(), organiser)), None)

    def _seat(self, name: str, country: str) -> int | None:
        return self._city(name) if (name,) in self._cities else self.places.find(name, "", country)

    def _city(self, name: str) -> int | None:
        rows = self._cities.get((name,))
        if rows:
            row = rows[0]
            return self.places.find(row["facts_name"] or name, row["region"], row["country"])
        found = [city for city, names in self.places.called.items() if name in names]
        if len(found) == 1:
            return found[0]
        self.cities_not_found.add(name)
        return None


def _asks(sector: Sector, state: State) -> Ask | None:
    """A collection that is open asks for money; of the rest no source says."""
    return Ask.MONEY if sector is Sector.FUNDRAISING and state is State.OPEN else None


def _last_seen(named: str, fact: Fact) -> PartialDate | None:
    """The last date that the row names: as such, else in its note, else the start."""
    if named:
        return PartialDate.parse(named)
    started = partial(fact["start_date"])
    dates = [date for date in dates_in(fact["note"]) if started is None or date.earliest >= started.earliest]
    return max(dates, key=lambda date: date.latest, default=started)


def _joined(organisers: str) -> str:
    names = [typographic(name.strip()) for name in organisers.split(";")]
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _is_named(name: str, organisers: str) -> bool:
    """Whether one of the organisers has that name, and not one of which it is a part: "Sister Cities International" of Chicago's."""
    return re.search(rf"(?:^|[;,(] ?|\b(?:and|with|for|of) ){re.escape(name)}(?!\w)", organisers) is not None


def _same_site(one: str, other: str) -> bool:
    return one == other or one.endswith(f".{other}") or other.endswith(f".{one}")


def _is_on(link: str, domain: str) -> bool:
    """Whether the link is on that domain (which may carry a path, on a shared host)."""
    if not link or not domain:
        return False
    site, _, path = domain.partition("/")
    parts = urlsplit(link)
    return _same_site_or_below(parts.hostname or "", site) and parts.path.lstrip("/").startswith(path)


def _same_site_or_below(host: str, site: str) -> bool:
    return host == site or host.endswith(f".{site}")
