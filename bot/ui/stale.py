"""What should be looked at again, in pages, each with what to do about it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain import wording
from bot.domain.tables import BY_NAME, TABLES
from bot.moderation.stale import CONFIRMED_WITHIN_YEARS, StaleEntry, Urgency
from bot.ui import theme
from bot.ui.card import Answer, Asking, Card
from bot.ui.controls import button, menu
from bot.ui.inert import inert
from bot.ui.paging import page_number
from bot.ui.quoting import marked, shortened

CODE = "st"
STALE_PAGE = 8
NAME = 120
WHY = 180
WHAT_TO_DO = {
    Urgency.DEAD: "Open its source. If the page moved, edit the address; if it is gone for good, take the address out.",
    Urgency.LAPSED: "Look at the link again: report it, or edit the entry, and somebody else checks it anew.",
    Urgency.LAPSES_SOON: "Have the link checked anew before that day.",
    Urgency.MOVED: "Compare the new address with the recorded domain, then edit it.",
    Urgency.PAST_CHECK: "Look whether it still runs, then edit its state and the day of the next check.",
    Urgency.NOT_SEEN: "Look for a newer source, then edit when it was last seen, or close it.",
}


def stale_card(asking: Asking, stale: Sequence[StaleEntry], unconfirmed: int, *, page: int) -> Answer:
    """A page of what should be looked at again, the most urgent first.

    Args:
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
        card.say(
            f"**{inert(each.label, NAME)}** · {BY_NAME[each.table_name].word} {each.key[0]}{' · this server’s own' if each.guild_id else ''}",
            shortened(marked(each.why), WHY),
            f"-# {WHAT_TO_DO[each.urgency]}",
        )
    card.rule()
    old = f"{wording.count(unconfirmed, 'pairing')} of which no source has spoken for {CONFIRMED_WITHIN_YEARS} years"
    card.say(f"-# Page {page} of {pages} · beside these, {old}")
    places = {table.name: number for number, table in enumerate(TABLES)}
    options = [(f"{places[each.table_name]}-{each.key[0]}", each.label, each.why.replace("`", "")) for each in listed]
    if options:
        card.controls(menu("Edit an entry", asking.control_id(CODE, "o"), options))
    card.controls(
        button("Previous page", asking.control_id(CODE, "p", page - 1)) if page > 1 else None,
        button("Next page", asking.control_id(CODE, "p", page + 1), likely=True) if page < pages else None,
    )
    return card.answer(private=True)
