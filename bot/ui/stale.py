"""What should be looked at again, in pages, each with what to do about it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain import wording
from bot.domain.tables import BY_NAME, TABLES
from bot.moderation.lookalikes import host_of
from bot.moderation.stale import CONFIRMED_WITHIN_YEARS, StaleEntry, Urgency, Waiting
from bot.ui import theme
from bot.ui.card import Answer, Asking, Card, sentence
from bot.ui.controls import Control, button, menu
from bot.ui.inert import code, inert
from bot.ui.paging import page_number
from bot.ui.quoting import marked, shortened

CODE = "st"
ENTRIES, LINKS_WAITING, PAIRINGS, CHECK = "p", "l", "u", "c"
"""The actions: a page of entries, of links that wait for a check, of pairings; and the start of some checks."""
STALE_PAGE = 8
SILENT_PAGE = 16
LINKS = "Links waiting for a check"
UNASKED = "No two people stand for these links, or not for long any more, and nobody has been asked to look at them."
LEFT_OUT = "Either somebody has been asked about it already, or it is gone, or its entry is for others to decide on."
SILENT = f"Pairings of which no source has spoken for {CONFIRMED_WITHIN_YEARS} years"
NAME = 120
WHY = 180
WHAT_TO_DO = {
    Urgency.DEAD: "Open its source. If the page moved, edit the address; if it is gone for good, take the address out.",
    Urgency.LAPSED: f"Look at the page again. If it is as it should be, start a check under “{LINKS}”; if not, edit the link.",
    Urgency.LAPSES_SOON: f"Start a new check before that day, under “{LINKS}”.",
    Urgency.MOVED: "Compare the new address with the recorded domain, then edit it.",
    Urgency.PAST_CHECK: "Look whether it still runs, then edit its state and the day of the next check.",
    Urgency.NOT_SEEN: "Look for a newer source, then edit when it was last seen, or close it.",
    Urgency.NOT_SPOKEN_OF: "Look for a newer source of one. What it says is recorded as an event of the pairing.",
}


def stale_card(asking: Asking, stale: Sequence[StaleEntry], links: int, unconfirmed: int, *, page: int) -> Answer:
    """A page of what should be looked at again, the most urgent first.

    Args:
        links: how many links wait for a check.
        unconfirmed: how many pairings no source has spoken of for long.
    """
    card = Card(theme.LIST)
    count = len(stale)
    pages = max(1, -(-count // STALE_PAGE))
    page = page_number(page, pages)
    listed = stale[(page - 1) * STALE_PAGE : page * STALE_PAGE]
    card.say(f"## {wording.upper_first(wording.count(count, 'entry', 'entries'))} to look at again")
    for each in listed:
        card.rule()
        card.say(_head(each), shortened(marked(each.why), WHY), f"-# {WHAT_TO_DO[each.urgency]}")
    if links:
        card.rule()
        card.say(f"### {LINKS}: {links:,}", f"-# {UNASKED} {asking.example('stale links')} lists them, to start their checks.")
    if unconfirmed:
        card.rule()
        lists = f"{asking.example('stale pairings')} lists them."
        card.say(f"### {SILENT}: {unconfirmed:,}", f"-# When there is time, look for a newer source. {lists}")
    card.rule()
    card.say(f"-# Page {page} of {pages}")
    if listed:
        card.controls(_edit_menu(asking, listed))
    _turn(
        card,
        asking,
        ENTRIES,
        page,
        pages,
        button(LINKS, asking.control_id(CODE, LINKS_WAITING, 1)) if links else None,
        button("Pairings", asking.control_id(CODE, PAIRINGS, 1)) if unconfirmed else None,
    )
    return card.answer(private=True)


def links_card(asking: Asking, waiting: Sequence[Waiting], count: int, *, page: int) -> Answer:
    """A page of the links that wait for a check, and the menu that starts it.

    Args:
        waiting: those on the page.
        count: how many there are.
    """
    card = Card(theme.LIST)
    if not count:
        card.say("## No link waits for a check", "Every link is verified, or somebody has been asked to look at it.")
        return _with_way_back(card, asking)
    pages = max(1, -(-count // STALE_PAGE))
    card.say(
        f"## {LINKS}: {count:,}",
        f"{UNASKED} Open the page yourself, coming from the organisation’s own site, then choose the link below. From then on you "
        "stand for it, and somebody else has to approve it.",
    )
    for each in waiting:
        number = each.initiative.initiative_id
        own = " · this server’s own" if each.guild_id else ""
        card.rule()
        card.say(
            f"**{inert(each.initiative.title, NAME)}** · initiative {number}{own}",
            f"-# On `{code(host_of(each.initiative.link), NAME)}`: {each.why}",
        )
    card.rule()
    card.say(f"-# Page {page} of {pages}")
    options = [(str(each.initiative.initiative_id), each.initiative.title, host_of(each.initiative.link)) for each in waiting]
    card.controls(menu("Start the check of these links", asking.control_id(CODE, CHECK), options, most=len(options)))
    _turn(card, asking, LINKS_WAITING, page, pages, _way_back(asking))
    return card.answer(private=True)


def pairings_card(asking: Asking, silent: Sequence[StaleEntry], count: int, *, page: int) -> Answer:
    """A page of the pairings of which no source has spoken for long.

    Args:
        silent: those on the page.
        count: how many there are.
    """
    card = Card(theme.LIST)
    if not count:
        card.say(f"## A source speaks of every pairing within the last {CONFIRMED_WITHIN_YEARS} years")
        return _with_way_back(card, asking)
    pages = max(1, -(-count // SILENT_PAGE))
    how = f"For the first, that begins with {asking.example(f'entry add event pairing {silent[0].key[0]}')}." if silent else ""
    card.say(f"## {SILENT}: {count:,}", f"{WHAT_TO_DO[Urgency.NOT_SPOKEN_OF]} {how}")
    card.rule()
    card.say(*(f"{_head(each)} · {each.why}" for each in silent))
    card.rule()
    card.say(f"-# Page {page} of {pages} · the longest silent first")
    card.controls(_edit_menu(asking, silent))
    _turn(card, asking, PAIRINGS, page, pages, _way_back(asking))
    return card.answer(private=True)


def started(asking: Asking, numbers: Sequence[int], left_out: int) -> Answer:
    """Checks were started.

    Args:
        numbers: their proposals.
        left_out: how many of the chosen links none was started for.
    """
    left = f" Left out: {wording.count(left_out, 'link')}. {LEFT_OUT}" if left_out else ""
    if not numbers:
        return sentence(f"Nothing was started.{left}", private=True)
    one = len(numbers) == 1
    sent = f"Sent for review as proposal{'' if one else 's'} {wording.joined([str(number) for number in numbers])}."
    others = f"so somebody else has to approve {'it' if one else 'them'}: {asking.example(f'review {numbers[0]}')}."
    back = f"To take {'it' if one else 'one'} back: {asking.example('suggestions')}."
    return sentence(f"{sent} You stand for {'that link' if one else 'these links'} now, {others} {back}{left}", private=True)


def _head(each: StaleEntry) -> str:
    own = " · this server’s own" if each.guild_id else ""
    return f"**{inert(each.label, NAME)}** · {BY_NAME[each.table_name].word} {each.key[0]}{own}"


def _edit_menu(asking: Asking, listed: Sequence[StaleEntry]) -> Control:
    places = {table.name: number for number, table in enumerate(TABLES)}
    options = [(f"{places[each.table_name]}-{each.key[0]}", each.label, each.why.replace("`", "")) for each in listed]
    return menu("Edit an entry", asking.control_id(CODE, "o"), options)


def _turn(card: Card, asking: Asking, action: str, page: int, pages: int, *further: Control | None) -> None:
    card.controls(
        button("Previous page", asking.control_id(CODE, action, page - 1)) if page > 1 else None,
        button("Next page", asking.control_id(CODE, action, page + 1), likely=True) if page < pages else None,
        *further,
    )


def _way_back(asking: Asking) -> Control:
    return button("Entries to look at again", asking.control_id(CODE, ENTRIES, 1))


def _with_way_back(card: Card, asking: Asking) -> Answer:
    card.controls(_way_back(asking))
    return card.answer(private=True)
