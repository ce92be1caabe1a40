"""The card of one initiative: what, by whom, for whom, how it stands, whether its link was checked, and the source."""

from __future__ import annotations

import datetime as dt

from bot.domain import wording
from bot.domain.dates import age
from bot.domain.initiatives import Initiative, Purpose, Standing, Verification
from bot.domain.records import RecordedInitiative
from bot.moderation.lookalikes import host_of, registrable
from bot.ui import theme
from bot.ui.card import Answer, Asking, Card
from bot.ui.controls import button
from bot.ui.inert import inert
from bot.ui.limits import LINE, NOTE, TITLE
from bot.ui.source_lines import DATED, link

CODE = "in"
AID = "ad"
"""The code of the card that lists a city's aid."""
LINKS = "li"
"""The code of the card that tells what is known of a link."""
OWN_PAGE = "the organiser’s own page"


def initiative_card(asking: Asking, recorded: RecordedInitiative, *, occupied: bool = False) -> Answer:
    """One initiative whole: what, by whom, for whom, how it stands, whether its link was checked, and the source."""
    initiative, source = recorded.initiative, recorded.source
    card = Card(theme.LIST)
    where = (
        recorded.beneficiary.name if recorded.beneficiary else f"all of {asking.countries.in_sentence(initiative.country_code)}"
    )
    card.say(
        f"## {inert(initiative.title, TITLE)}",
        inert(f"{wording.upper_first(organiser(recorded))}, for {where}.", NOTE),
        f"-# {inert(_state(initiative, asking.today))}",
    )
    card.rule()
    card.say(
        _fact("Sector", wording.SECTOR[initiative.sector]),
        _fact("Asks for", str(initiative.ask) if initiative.ask else "not recorded"),
        _fact("Since", initiative.started.short if initiative.started else ""),
        _fact("Purpose", str(initiative.purpose).replace("_", " ") if initiative.purpose is not Purpose.CIVILIAN else ""),
        _fact("More", initiative.note),
    )
    card.rule()
    card.say("### Who runs it", *_who(asking, recorded))
    card.rule()
    card.say(
        "### Link and source",
        _link(initiative, recorded, asking.today, occupied=occupied),
        f"Source: {inert(source_name(recorded, asking.today, occupied=occupied), LINE)} · {inert(wording.source_line(source), DATED)}",
    )
    card.rule()
    card.say(f"-# Entry: initiative {initiative.initiative_id}")
    home = recorded.organiser_city
    card.controls(
        button(f"All aid for {recorded.beneficiary.name}", asking.control_id(AID, "n", recorded.beneficiary.city_id))
        if recorded.beneficiary
        else None,
        button(f"Pairings of {home.name}", asking.control_id("tw", "n", home.city_id)) if home else None,
        button("Report", asking.control_id(LINKS, "r", initiative.initiative_id)) if _can_be_reported(initiative) else None,
    )
    return card.answer()


def _can_be_reported(initiative: Initiative) -> bool:
    """Whether there is a link to report, and it is not withheld for that already."""
    return bool(initiative.link) and initiative.verification is not Verification.WITHDRAWN


def organiser(recorded: RecordedInitiative) -> str:
    """The organiser, with its city unless its name says it."""
    name = recorded.initiative.organiser
    city = recorded.organiser_city.name if recorded.organiser_city else recorded.initiative.organiser_city
    return name if not city or city in name else f"{name} ({city})"


def _state(initiative: Initiative, today: dt.date) -> str:
    standing = initiative.standing(today)
    words = wording.AID_STANDING[standing]
    if standing is Standing.OPEN and initiative.check_by:
        return f"{words}; to be checked again by {initiative.check_by.short}."
    if initiative.last_seen and standing is Standing.COMPLETED:
        return f"{words}, last seen {initiative.last_seen.short}, {age(initiative.last_seen, today)}."
    if initiative.last_seen:
        return wording.dated(
            f"{words}, last seen" if standing is not Standing.LAST_SEEN_ACTIVE else words, initiative.last_seen, today
        )
    return f"{words}. No source gives a later date."


def _who(asking: Asking, recorded: RecordedInitiative) -> list[str]:
    organisation = recorded.organisation
    if organisation is None:
        return [inert(organiser(recorded), NOTE)]
    register = f"{organisation.register_name} {organisation.register_number}" if organisation.register_number else ""
    seat = [organisation.home_city, asking.countries.name(organisation.country_code) if organisation.country_code else ""]
    return [
        f"**{inert(organisation.name, TITLE)}**",
        inert(wording.upper_first(organisation.what), NOTE),
        _fact("Seat", ", ".join(part for part in seat if part)),
        _fact("Official site, in words", organisation.domain),
        _fact("Register", register),
    ]


def _link(initiative: Initiative, recorded: RecordedInitiative, today: dt.date, *, occupied: bool) -> str:
    if occupied:
        return "No donation link is shown for an occupied place."
    match initiative.checked(today):
        case Verification.VERIFIED:
            return _verified(initiative, recorded)
        case Verification.LAPSED:
            ended = initiative.link_expires
            # One that was vouched for, and was edited since, has lapsed before its day.
            since = f" on {ended.short}" if ended and ended.latest < today else ""
            return f"Its link lapsed{since}. It is shown again when two people have checked it anew."
        case Verification.WITHDRAWN:
            return "Its link is withheld: members reported it, and it is looked at."
        case Verification.LISTED:
            listed = inert(recorded.source.domain, LINE)
            return f"Its page is listed on {listed}, which we cite. No link is shown, because none is verified."
        case _:
            return "No link is shown, because none is verified."


def _verified(initiative: Initiative, recorded: RecordedInitiative) -> str:
    """The one place that links to where somebody may give: with the days on which two people stood for it."""
    organisation = recorded.organisation.name if recorded.organisation else initiative.organiser
    given, checked, until = (
        date.short if date else "" for date in (initiative.link_added, initiative.link_approved, initiative.link_expires)
    )
    return f"{link(inert(organisation, TITLE), initiative.link)}: given {given}, checked by another on {checked}, shown until {until}."


def source_name(recorded: RecordedInitiative, today: dt.date, *, occupied: bool) -> str:
    """What the source is called: by its domain, but where a link that is not shown leads to the same domain.

    There the domain would read as the place to give. Nor is a publisher repeated that may be an address itself.
    """
    initiative, source = recorded.initiative, recorded.source
    vouched = initiative.checked(today) in (Verification.VERIFIED, Verification.LISTED) and not occupied
    if vouched or not initiative.link or _site(initiative.link) != _site(source.domain):
        return source.domain
    return source.publisher if "." not in source.publisher else OWN_PAGE


def _site(address: str) -> str:
    return registrable(address) or host_of(address)


def _fact(label: str, value: str) -> str:
    return f"**{label}:** {inert(value, NOTE)}" if value else ""
