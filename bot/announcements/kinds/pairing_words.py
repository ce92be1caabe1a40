"""Pairings in the words of posts: what happened in one sentence, then what holds, since when and who says so."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from bot.announcements.kinds.pairing_changes import pair_of
from bot.announcements.post import Choice, Cited, Line, Strong, Way
from bot.domain import wording
from bot.domain.dates import PartialDate
from bot.domain.pairings import EventKind, Status
from bot.domain.places import City
from bot.domain.records import Countries, RecordedPairing
from bot.domain.standing import RecordedEvent, Standing

_DONE_TO_A_TIE = {
    EventKind.SUSPENDED: "suspended",
    EventKind.ENDED: "ended",
    EventKind.KEPT: "kept",
    EventKind.RESUMED: "resumed",
    EventKind.RENEWED: "renewed",
}
MOST_SOURCES = 2
"""How many sources a post names; the pairing's own card names all."""


def named(recorded: RecordedPairing, countries: Countries) -> RecordedPairing:
    """The same with namesakes told apart: Toledo, Ohio and Toledo, Spain."""
    a, b = wording.told_apart(recorded.a, recorded.b, countries)
    return replace(recorded, a=recorded.a.model_copy(update={"name": a}), b=recorded.b.model_copy(update={"name": b}))


def status_line(recorded: RecordedPairing, standing: Standing) -> Line:
    """What was decided, with its date as exact as it is known: the first words stand out and say it all."""
    deciding = standing.deciding
    first, second = wording.sides(recorded, deciding)
    one, two = wording.in_sentence(first), wording.in_sentence(second)
    one_side = deciding is not None and deciding.event.by_city is not None
    done = _DONE_TO_A_TIE.get(deciding.kind) if deciding else None
    how = f"{_on(deciding.date if deciding else None)}{_who(first, deciding)}{f', {standing.condition}' if standing.condition else ''}"
    if done and one_side:
        return (Strong(wording.upper_first(f"{one} {done} its tie with {two}")), f"{how}.")
    if done:
        return (Strong(f"The tie of {one} and {two} was {done}"), f"{how}.")
    if deciding is not None and deciding.kind is EventKind.SIGNED:
        return (Strong(wording.upper_first(f"{one} and {two} became {wording.PARTNERS[recorded.pairing.kind]}")), f"{how}.")
    if deciding is not None and deciding.kind is EventKind.APPROVED and one_side:
        return (Strong(wording.upper_first(f"{one} approved a tie with {two}")), f"{how}. Signature not confirmed.")
    if deciding is not None and deciding.kind is EventKind.APPROVED:
        return (Strong(f"A tie of {one} and {two} was approved"), f"{how}. Signature not confirmed.")
    if deciding is not None and deciding.kind is EventKind.LISTED:
        listed = f"{one} and {two} are listed as {wording.PARTNERS[recorded.pairing.kind]}"
        return (Strong(wording.upper_first(listed)), f" ({deciding.date.long})." if deciding.date else ".")
    # Where the other side stands has a line of its own.
    sentence = wording.status_sentence(recorded, standing).removesuffix(f" {_position(recorded, standing)}")
    return (Strong(sentence),)


def not_ended(standing: Standing) -> Sequence[Line]:
    """What a suspension is not: said each time, for the word is read as an end."""
    if standing.status is not Status.SUSPENDED:
        return ()
    rests = standing.condition.startswith(("until", "as long as", "while", "for as long"))
    return ((f"Suspended, not ended: the tie {f'is to rest {standing.condition}' if rests else 'can be resumed'}.",),)


def position_line(recorded: RecordedPairing, standing: Standing) -> Sequence[Line]:
    """Where the other side stands, after an act of one."""
    if standing.deciding is None or standing.deciding.event.by_city is None or standing.status is Status.ACTIVE:
        return ()
    return ((_position(recorded, standing),),)


def since_line(recorded: RecordedPairing, standing: Standing) -> Sequence[Line]:
    """``Sister cities since 1991.``, from the first signing."""
    signed = wording.year_of_signing(standing.signed)
    told = standing.deciding is not None and standing.deciding.kind is EventKind.SIGNED
    if not signed or told or standing.status is Status.UNKNOWN:
        return ()
    if standing.status is Status.ENDED:
        return ((f"Signed in {signed}.",),)
    return ((f"{wording.upper_first(wording.PARTNERS[recorded.pairing.kind])} since {signed}.",),)


def as_of_line(standing: Standing, today: dt.date) -> Sequence[Line]:
    """``As of 1 Mar 2022, 4 years ago. Nothing newer confirms it.``"""
    return () if standing.status is Status.UNKNOWN else ((wording.as_of(standing, today),),)


def source_lines(standing: Standing) -> Sequence[Line]:
    """The sources of what is said, best first."""
    return source_lines_of(standing.deciding or standing.signed)


def source_lines_of(event: RecordedEvent | None) -> Sequence[Line]:
    """The sources of one event, best first."""
    sources = list(dict.fromkeys(said.source for said in event.claims if said.source)) if event else []
    return tuple(("Source: ", Cited(source)) for source in sources[:MOST_SOURCES])


def pairing_way(recorded: RecordedPairing) -> Way:
    """The button that opens the pairing's card."""
    return Way("Open the pairing", "pr", "n", pair_of(recorded.a, recorded.b))


def choice(recorded: RecordedPairing, described: str) -> Choice:
    """The pairing in a menu."""
    first, second = wording.sides(recorded, None)
    return Choice(pair_of(recorded.a, recorded.b), f"{first.name} – {second.name}", described)


def status_choice(recorded: RecordedPairing, standing: Standing) -> Choice:
    """The pairing in a menu, with how it stands: ``Suspended · 28 Feb 2022``."""
    since = f" · {standing.since.short}" if standing.since else ""
    return choice(recorded, f"{wording.STATUS[standing.status]}{since}")


def halted(recorded: RecordedPairing, standing: Standing) -> str:
    """What is added where an older, happier day of the tie is told: that it rests, or is over. Nothing of one that stands."""
    if standing.status not in _RESTS:
        return ""
    deciding = standing.deciding
    when = _on(standing.since)
    if deciding is not None and deciding.event.by_city is not None and standing.status is not Status.DORMANT:
        acting, _ = wording.sides(recorded, deciding)
        return f" {wording.upper_first(wording.in_sentence(acting))} {standing.status} the tie{when}."
    if standing.status is Status.DORMANT:
        return f" The tie has been dormant since {standing.since.long}." if standing.since else " The tie is dormant."
    return f" The tie was {standing.status}{when}."


def done_together(recorded: RecordedPairing, today: dt.date) -> Sequence[Line]:
    """The last thing that the two did together, as far as a source tells what that was."""
    done = [
        (event, event.value("note"))
        for event in recorded.events
        if event.kind in _TOGETHER and event.date and event.date.earliest <= today and event.value("note")
    ]
    if not done:
        return ()
    event, note = max(done, key=lambda each: each[0].date.earliest if each[0].date else dt.date.min)
    assert event.date is not None
    return ((f"{wording.upper_first(wording.DONE[event.kind])}, {event.date.long}: {note}",),)


_RESTS = frozenset({Status.SUSPENDED, Status.DORMANT, Status.ENDED})
_TOGETHER = frozenset({EventKind.VISIT, EventKind.AID})


def _position(recorded: RecordedPairing, standing: Standing) -> str:
    _, other = wording.sides(recorded, standing.deciding)
    name = wording.upper_first(wording.in_sentence(other))
    return f"{name}’s position: {wording.position(recorded, standing, other)}."


def _who(acting: City, event: RecordedEvent | None) -> str:
    """`` (the city council, 9–1)``; nothing where no more than the city itself is named."""
    body = wording.own_body(acting, event.decided_briefly) if event else ""
    if event is None or body in _THE_CITY_ITSELF:
        return ""
    return f" ({', '.join(part for part in (body, event.vote) if part)})"


_THE_CITY_ITSELF = frozenset({"", "the city", "the town", "the municipality", "the county", "the region"})


def _on(date: PartialDate | None) -> str:
    """`` on 7 April 2023``, `` in April 2023``, `` about 1984``, `` perhaps in 1984``; nothing without a date."""
    if date is None:
        return ""
    if date.mark == "~":
        return f" {date.long}"
    preposition = "on" if date.day else "in"
    certain = date.long.removeprefix("perhaps ")
    if certain.startswith("about "):
        return f" perhaps {certain}"
    return f" perhaps {preposition} {certain}" if date.mark else f" {preposition} {certain}"
