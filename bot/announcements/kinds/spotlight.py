"""The spotlight: now and then one city or one pairing that is well sourced, none twice within a year in a server."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterable

from bot.announcements.kinds.drawn import strip_map
from bot.announcements.kinds.kind import CatchUp, Kind, Matter, Moment, Telling
from bot.announcements.kinds.pairing_words import (
    as_of_line,
    done_together,
    named,
    pairing_way,
    since_line,
    source_lines,
    status_choice,
)
from bot.announcements.post import Line, Post, Strong, Way
from bot.domain import wording
from bot.domain.announcements import About, Announcement, AnnouncementKind
from bot.domain.pairings import Status
from bot.domain.places import City
from bot.store import initiatives, pairings, places, spotlights
from bot.store.database import Connection

NOT_AGAIN_FOR = dt.timedelta(days=365)
CITIES = 1 / 3
"""How many of the spotlights are on a city; the others are on a pairing."""
FEWEST_PAIRINGS = 3
"""A city with fewer is shown by its pairings."""
OLDEST = 3
"""So many of a city's ties are named."""
_TOLD = frozenset({Status.ACTIVE, Status.APPROVED, Status.PROPOSED, Status.INVITED, Status.SUSPENDED, Status.DORMANT})
"""What is over, or of which nothing is known, is not held up."""


class Spotlight(Kind):
    """A city or a pairing at a time. Which one it is follows from the announcement and the time alone."""

    name = AnnouncementKind.SPOTLIGHT
    title = "spotlight"
    what = "Shows at set times one city or one pairing that is well sourced. None comes twice within a year."
    catch_up = CatchUp.LATEST
    filtered_by = frozenset({"countries", "cities", "statuses"})
    default_rhythm = "every Wednesday 9:00"

    def told_at(self, db: Connection, announcement: Announcement, moment: Moment) -> Iterable[Matter]:
        """One matter, if anything is left that was not shown within a year."""
        seed = f"{self.name} of {announcement.announcement_id} at {moment.due_at:%Y-%m-%dT%H:%MZ}"
        found = _chosen(db, announcement, moment, random.Random(seed))  # noqa: S311 - no secret: which one it is
        if found is not None:
            yield Matter("", found)

    def post(self, db: Connection, telling: Telling) -> Post | None:
        """``**In the spotlight:** Kyiv and Tampere have been sister cities since 30 December 1954.``"""
        if "city" in telling.about:
            return _city(db, telling.about["city"], telling)
        return _pairing(db, telling.about["pairing"], telling)


def _chosen(db: Connection, announcement: Announcement, moment: Moment, chance: random.Random) -> About | None:
    guild_id, filters = announcement.guild_id, announcement.filters
    shown = spotlights.held_up_since(db, guild_id, moment.due_at - NOT_AGAIN_FOR)
    shown_cities = {about.get("city") for about in shown}
    shown_pairings = {about.get("pairing") for about in shown}
    of_city = chance.random() < CITIES
    for pairing_id, *ends in spotlights.candidates(db, chance.random(), guild_id, filters.cities, filters.countries):
        cities = [city for city in ends if not filters.cities or city in filters.cities]
        chance.shuffle(cities)
        for city in cities if of_city and not filters.statuses else ():
            if city not in shown_cities and spotlights.pairings_of(db, city, guild_id) >= FEWEST_PAIRINGS:
                return {"city": city}
        recorded = pairings.by_id(db, pairing_id, guild_id)
        if recorded is None or pairing_id in shown_pairings:
            continue
        status = recorded.standing(moment.local.date()).status
        if status in (filters.statuses or _TOLD):
            return {"pairing": pairing_id}
    return None


def _pairing(db: Connection, pairing_id: int, telling: Telling) -> Post | None:
    found = pairings.by_id(db, pairing_id, telling.guild_id)
    if found is None:
        return None
    recorded = named(found, telling.countries)
    standing = recorded.standing(telling.today)
    return Post(
        sentence=(Strong("In the spotlight:"), f" {wording.status_sentence(recorded, standing)}"),
        lines=(
            *as_of_line(standing, telling.today),
            *(since_line(recorded, standing) if standing.status is not Status.ACTIVE else ()),
            *done_together(recorded, telling.today),
            *source_lines(standing),
        ),
        status=standing.status,
        ways=(pairing_way(recorded),),
        choice=status_choice(recorded, standing),
        picture=strip_map(found, telling),
    )


def _city(db: Connection, city_id: int, telling: Telling) -> Post | None:
    city = places.city(db, city_id)
    recorded = pairings.of_city(db, city_id, telling.guild_id)
    if city is None or not recorded:
        return None
    standings = [(each.standing(telling.today).status, each.other_than(city_id).name) for each in recorded]
    held = places.held(db, city_id)
    occupied = held is not None and held.occupied
    signed = [(date, each) for each in recorded if (event := each.standing(telling.today).signed) and (date := event.date)]
    signed.sort(key=lambda each: each[0].earliest)
    oldest = [f"{each.other_than(city_id).name} ({date.short})" for date, each in signed[:OLDEST]]
    lines: list[Line] = []
    if occupied and held is not None:
        lines.append((f"{city.name} is occupied (as of {held.as_of.short}). History only.",))
    if oldest:
        lines.append((f"Signed first: {wording.joined(oldest)}.",))
    lines.append((_reach([each.other_than(city_id) for each in recorded], telling),))
    has_aid = not occupied and initiatives.any_for(db, city_id, telling.guild_id)
    return Post(
        sentence=(
            Strong(f"In the spotlight: {wording.in_title(city, telling.countries)}."),
            f" {wording.upper_first(wording.count(len(recorded), 'pairing'))} recorded: {wording.counts_by_status(standings)}.",
        ),
        lines=tuple(lines),
        ways=(
            Way(f"Pairings of {city.name}", "tw", "n", (city_id,)),
            *([Way("Aid", "ad", "n", (city_id,))] if has_aid else []),
        ),
    )


def _reach(partners: list[City], telling: Telling) -> str:
    countries = {partner.country_code for partner in partners}
    where = (
        f"in {wording.count(len(countries), 'country')}"
        if len(countries) > 1
        else f"in {telling.countries.in_sentence(*countries)}"
    )
    return f"Its partners are {where}. The list has each with its year, its status and its sources."
