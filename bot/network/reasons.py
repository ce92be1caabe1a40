"""Why a candidate is one, in words: each reason with the figures behind it and the points that it gave."""

from __future__ import annotations

from collections.abc import Mapping

from bot.domain.places import City, Control
from bot.domain.records import Countries, Held
from bot.domain.wording import count, joined
from bot.network import weights
from bot.network.match import Candidate, CountryInterest, Need, Reason, SharedPartners, SimilarSize

CAVEAT = "No tie with any of these is recorded. That does not mean that there is none: ask before you propose one."

NAMED = 3
"""So many shared partners are named, the others counted."""

HOW = (
    f"Points: up to {weights.SIZE:.0f} for a similar size, {weights.SHARED:.0f} for shared partners "
    f"({weights.SHARED_ENOUGH} give all), {weights.INTEREST:.0f} for ties of the two countries"
)


def how(*, with_need: bool) -> str:
    """How the ranking was made, for the foot of an answer."""
    return f"{HOW}, {weights.NEED:.0f} for need." if with_need else f"{HOW}."


def in_words(reason: Reason, cities: Mapping[int, City], countries: Countries) -> str:
    """A reason as it stands in a row, in lower case and without a full stop.

    Args:
        cities: at least the partners that :func:`named` gives for the candidate, by id.
    """
    match reason:
        case SimilarSize():
            return f"size: {reason.population:,} people, and {reason.own_population:,} here"
        case SharedPartners():
            names = [cities[city_id].name for city_id in reason.city_ids[:NAMED]]
            more = len(reason.city_ids) - len(names)
            if more:
                names.append(f"{more} more")
            return f"{count(len(reason.city_ids), 'shared partner')}: {joined(names)}"
        case CountryInterest():
            there = countries.in_sentence(reason.country_code)
            own = countries.in_sentence(reason.own_country_code)
            return f"{count(reason.ties, 'active tie')} between {own} and {there} recorded"
        case Need():
            parts = [f"{count(reason.asks, 'initiative')} open today"] if reason.asks else []
            parts += [at_the_front(reason.hostilities)] if reason.hostilities else []
            return f"need: {joined(parts)}"


def at_the_front(held: Held) -> str:
    """``hostilities recorded by Novyny.LIVE as of 19 Dec 2025``, ``hostilities possible as of …``."""
    words = "recorded" if held.control is Control.HOSTILITIES else "possible"
    return f"hostilities {words} as of {held.as_of.short}, by {held.source.publisher}"


def with_points(reason: Reason, cities: Mapping[int, City], countries: Countries) -> str:
    """The same with what it counted: ``2 shared partners: Kyiv and Osaka (20 of 30)``."""
    return f"{in_words(reason, cities, countries)} ({reason.points:.0f} of {_most(reason):.0f})"


def named(candidate: Candidate) -> set[int]:
    """The ids of the cities that are named in its reasons."""
    shared = (reason for reason in candidate.reasons if isinstance(reason, SharedPartners))
    return {city_id for reason in shared for city_id in reason.city_ids[:NAMED]}


def _most(reason: Reason) -> float:
    match reason:
        case SimilarSize():
            return weights.SIZE
        case SharedPartners():
            return weights.SHARED
        case CountryInterest():
            return weights.INTEREST
        case Need():
            return weights.NEED
