"""The cards of announcements: all of a server, one with its facts, and what is said when something of it was changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import discord

from bot.announcements.kinds import KINDS, Kind
from bot.domain import wording
from bot.domain.announcements import Announcement, AnnouncementKind, Delivery, DeliveryState
from bot.ui.announcing_forms import CODE, PART_TITLES, Part, clock, fields_of
from bot.ui.card import Answer, Asking, Card, sentence
from bot.ui.controls import Control, button, menu
from bot.ui.inert import inert
from bot.ui.limits import CONTENT, NOTE, PLACE
from bot.ui.paging import page_number
from bot.ui.server import LANGUAGE
from bot.ui.theme import LIST

ON_A_PAGE = 7
"""Announcements on a page of the list."""
NAMES = 250
"""Characters of the names in a filter."""
BRIEF = 80
"""The same, and of a reason, where there is little room."""
AS_IT_HAPPENS = "as it happens"
HOLDS = "This holds from now on."
STATES = {
    DeliveryState.PENDING: "waits",
    DeliveryState.SENDING: "on its way",
    DeliveryState.SENT: "sent",
    DeliveryState.BUNDLED: "told together with others",
    DeliveryState.DROPPED: "not sent",
    DeliveryState.UNCERTAIN: "may have gone out",
    DeliveryState.SET_ASIDE: "set aside after it failed again and again",
}
"""What became of a delivery."""


@dataclass(frozen=True, slots=True)
class Shown:
    """An announcement with what its choices are called now."""

    order: Announcement
    place: str
    """``#news``."""
    zone: str
    role: str = ""
    cities: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    last: Delivery | None = None
    """What became of it last."""
    waits: int = 0
    trouble: str = ""
    """What keeps the bot from posting there now."""
    set_aside: str = ""
    """The error for which it was set aside."""

    @property
    def kind(self) -> Kind:
        return KINDS[self.order.kind]

    @property
    def title(self) -> str:
        """``Announcement 3: weekly digest``."""
        return f"Announcement {self.order.announcement_id}: {inert(self.kind.title)}"


def list_card(asking: Asking, all_shown: Sequence[Shown], zone: str, *, page: int = 1) -> Answer:
    """All announcements of a server, with the next time and the last result of each."""
    if not all_shown:
        return sentence(
            f"This server has no announcements. {asking.example('announce add')} shows what I can tell, and sets one up.",
            button("Add one", asking.control_id(CODE, "a"), likely=True),
        )
    count = -(-len(all_shown) // ON_A_PAGE)
    page = page_number(page, count)
    there = all_shown[(page - 1) * ON_A_PAGE : page * ON_A_PAGE]
    card = Card(LIST)
    paused = sum(not each.order.active for each in all_shown)
    card.say(
        f"## {wording.upper_first(wording.count(len(all_shown), 'announcement'))}{f', {paused} of them paused' if paused else ''}"
    )
    card.rule()
    card.say(*(_row(each) for each in there))
    card.rule()
    pages = f"Page {page} of {count} · " if count > 1 else ""
    card.say(f"-# {pages}Set times are by {inert(zone)}; {asking.example('settings timezone')} changes that")
    options = [
        (
            str(each.order.announcement_id),
            f"{each.order.announcement_id}: {each.kind.title}",
            f"{each.place} · {each.order.rhythm or AS_IT_HAPPENS}",
        )
        for each in there
    ]
    card.controls(menu("Open an announcement", asking.control_id(CODE, "o"), options))
    card.controls(
        button("Previous page", asking.control_id(CODE, "l", page - 1)) if page > 1 else None,
        button("Next page", asking.control_id(CODE, "l", page + 1), likely=True) if page < count else None,
        button("Add one", asking.control_id(CODE, "a")),
    )
    return card.answer()


def order_card(asking: Asking, shown: Shown, said: str = "") -> Answer:
    """One announcement with all its facts, and the ways to change it.

    Args:
        said: what happened to it just now.
    """
    number = shown.order.announcement_id
    card = Card(LIST)
    card.say(f"## {shown.title}", said)
    card.rule()
    card.say(*facts(shown))
    card.rule()
    card.say(
        f"-# {asking.example(f'announce why {number}')} tells what became of its posts · "
        f"{asking.example(f'announce remove {number}')} takes it out"
    )
    card.controls(*form_buttons(asking, shown))
    card.controls(
        button("Pause", asking.control_id(CODE, "p", number))
        if shown.order.active and not shown.set_aside
        else button("Resume", asking.control_id(CODE, "u", number)),
        button("Preview", asking.control_id(CODE, "v", number)),
    )
    return card.answer()


def facts(shown: Shown) -> list[str]:
    """An announcement in words, a line a fact."""
    order = shown.order
    lines = [
        inert(shown.kind.what),
        _fact("Where", f"{inert(shown.place, PLACE)}{', published to the channels that follow' if order.publish else ''}"),
        _fact("When", f"{when(order)}{f' ({inert(shown.zone)})' if shown.kind.timed else ''}{_next(order)}"),
        _fact("Only about", filters(shown) or "everything that it tells of") if shown.kind.filtered_by else "",
        _fact("Pings", f"the role {inert(shown.role, PLACE)}" if shown.role else "nobody"),
        _fact("Quiet hours", quiet(order) or "none"),
        _fact("Language", LANGUAGE[order.language]),
    ]
    if order.kind is AnnouncementKind.DIGEST:
        lines.append(_fact("When nothing changed", "posted all the same" if order.even_if_nothing else "not posted"))
    if order.words:
        lines.append(_fact("Words", f"“{inert(order.words, NOTE)}”"))
    lines.append(_fact("State", state(shown)))
    lines += [_fact("Trouble", inert(shown.trouble, NOTE))] if shown.trouble else []
    return [line for line in lines if line]


def state(shown: Shown, room: int = NOTE) -> str:
    """Whether posts go out, and if not, why.

    Args:
        room: characters for the reason.
    """
    order = shown.order
    if shown.set_aside:
        return f"set aside, for it failed again and again ({inert(shown.set_aside, room)}); resuming it tries anew"
    waits = f"; {wording.count(shown.waits, 'post')} {'waits' if shown.waits == 1 else 'wait'}" if shown.waits else ""
    if order.active:
        return f"active{waits}"
    return f"paused{f': {inert(order.paused_why, room)}' if order.paused_why else ''}{waits}"


def when(order: Announcement) -> str:
    """``every Monday 9:00``, or that it is told as it happens."""
    return inert(order.rhythm) or AS_IT_HAPPENS


def quiet(order: Announcement) -> str:
    """``22:00 to 7:00``; nothing if there are none."""
    if order.quiet_from is None or order.quiet_to is None:
        return ""
    return f"{clock(order.quiet_from)} to {clock(order.quiet_to)}"


def filters(shown: Shown, room: int = NAMES) -> str:
    """What an announcement is kept to; nothing if it tells everything.

    Args:
        room: characters for each filter.
    """
    kept_to = shown.order.filters
    parts = [
        _some("countries", shown.countries, room),
        _some("cities", shown.cities, room),
        _some("sectors", [wording.SECTOR[sector] for sector in kept_to.sectors], room),
        _some("statuses", [wording.STATUS_IN_TITLE[status] for status in kept_to.statuses], room),
    ]
    return "; ".join(part for part in parts if part)


def kept(asking: Asking, shown: Shown, times: Sequence[dt.datetime], notes: Sequence[str], *, new: bool) -> Answer:
    """An announcement was added or edited: what was understood, and when it goes out next.

    Args:
        times: the next times of a timed one.
        notes: what the bot lacks for some of it.
    """
    order = shown.order
    where = f"{inert(shown.place, PLACE)}, {when(order)}{f' ({inert(shown.zone)})' if shown.kind.timed else ''}"
    only = filters(shown, BRIEF)
    details = [
        f"only about {only}" if only else "",
        f"pings the role {inert(shown.role, PLACE)}" if shown.role else "",
        "published" if order.publish else "",
        f"quiet from {quiet(order)}" if quiet(order) else "",
        "posted even if nothing changed" if order.even_if_nothing else "",
    ]
    lines = [
        f"**{shown.title}**, {'added' if new else 'changed'}: {'; '.join([where, *filter(None, details)])}. {HOLDS}",
        f"Next: {' · '.join(instant(each) for each in times)}." if times else "",
        f"It is paused: {inert(order.paused_why, NAMES) or 'resume it when you want it to go on'}." if not order.active else "",
    ]
    said = "\n".join(line for line in lines if line)
    for note in notes:
        said = f"{said}\n{inert(note)}" if len(said) + len(note) < CONTENT + NAMES else said
    number = order.announcement_id
    return sentence(said, *form_buttons(asking, shown), button("Preview", asking.control_id(CODE, "v", number)))


def form_buttons(asking: Asking, shown: Shown) -> list[Control]:
    """The buttons to the forms of an announcement."""
    return [
        button(PART_TITLES[part], asking.control_id(CODE, part.value, shown.order.announcement_id))
        for part in Part
        if fields_of(shown.kind, part)
    ]


def paused(shown: Shown, *, was_active: bool) -> Answer:
    """Nothing goes out any more."""
    if not was_active:
        return sentence(f"{shown.title}, is paused already: {inert(shown.order.paused_why, NOTE)}.", private=True)
    return sentence(
        f"**{shown.title}**, is paused: nothing goes out until it is resumed. What happens meanwhile is kept, as far as it is "
        "worth telling late."
    )


def resumed(shown: Shown, waited: int, *, was_paused: bool) -> Answer:
    """Posts go out again.

    Args:
        waited: how many waited for that.
    """
    if not was_paused:
        return sentence(f"{shown.title}, is active already.", private=True)
    waits = (
        f" {wording.upper_first(wording.count(waited, 'post'))} waited, and {'goes' if waited == 1 else 'go'} out now as far as it "
        "is still time."
        if waited
        else ""
    )
    following = f" Next: {instant(dt.datetime.fromtimestamp(shown.order.next_due, dt.UTC))}." if shown.order.next_due else ""
    return sentence(f"**{shown.title}**, goes out again to {inert(shown.place, PLACE)}.{waits}{following}")


def ask_to_remove(asking: Asking, shown: Shown) -> Answer:
    """Whether it is really to be removed."""
    waits = f" {wording.upper_first(wording.count(shown.waits, 'post'))} that still waits is dropped." if shown.waits else ""
    number = shown.order.announcement_id
    return sentence(
        f"Remove **{shown.title}**, in {inert(shown.place, PLACE)}? Nothing is posted for it any more; what was posted stays.{waits}",
        button(
            f"Remove announcement {number}",
            asking.control_id(CODE, "x", number, shown.order.version),
            style=discord.ButtonStyle.danger,
        ),
        button("Pause it instead", asking.control_id(CODE, "p", number)),
        private=True,
    )


def removed(number: int, dropped: int) -> Answer:
    """It is removed."""
    waited = f" {wording.upper_first(wording.count(dropped, 'post'))} that waited for it will not go out." if dropped else ""
    return sentence(f"Announcement {number} is removed. What was posted stays.{waited}")


def instant(at: dt.datetime) -> str:
    """One of the bot's own instants."""
    return f"<t:{int(at.timestamp())}:f>"


def result(delivery: Delivery, room: int = NOTE) -> str:
    """What became of a delivery, in a few words: ``sent <t:…:f>``, ``not sent: its day was over``."""
    words = STATES[delivery.state]
    if delivery.state is DeliveryState.SENT and delivery.sent_at is not None:
        words = f"{'corrected' if delivery.corrects is not None else words} {instant(delivery.sent_at)}"
    return f"{words}: {inert(delivery.error, room)}" if delivery.error else words


def _row(shown: Shown) -> str:
    order = shown.order
    last = f"last: {result(shown.last, BRIEF)}" if shown.last is not None else "nothing posted yet"
    following = _next(order).removeprefix(", ") or ("no further time" if shown.kind.timed else "")
    following = f"{following} · " if following else ""
    now = "" if order.active and not shown.set_aside else f" · {state(shown, BRIEF)}"
    return (
        f"**{order.announcement_id} · {inert(wording.upper_first(shown.kind.title))}** in {inert(shown.place, PLACE)}, {when(order)}\n"
        f"-# {following}{last}{now}"
    )


def _next(order: Announcement) -> str:
    return f", next {instant(dt.datetime.fromtimestamp(order.next_due, dt.UTC))}" if order.next_due is not None else ""


def _some(what: str, names: Sequence[str], room: int) -> str:
    return f"{what}: {inert(', '.join(names), room)}" if names else ""


def _fact(label: str, words: str) -> str:
    return f"**{label}:** {words}"


def only_for_you(asking: Asking, number: int) -> Answer:
    """``!announce preview 3``: Discord shows something to one person alone only when they press."""
    return sentence(
        f"The preview of announcement {number} opens for your eyes only.",
        button("Preview", asking.control_id(CODE, "v", number), likely=True),
    )


def tested(shown: Shown, *, example: bool, nothing: bool) -> Answer:
    """It was posted as a test.

    Args:
        example: it was the last thing that would have been told, for nothing would go out now.
        nothing: there was nothing to show at all.
    """
    what = (
        "that there is nothing to tell now"
        if nothing
        else "the last that it would have told"
        if example
        else "what would go out now"
    )
    return sentence(f"Posted in {inert(shown.place, PLACE)} as a test: {what}. It pinged nobody, and the real post still comes.")


def not_posted(shown: Shown, reason: str) -> Answer:
    """Discord did not take the test."""
    return sentence(f"The test could not be posted in {inert(shown.place, PLACE)}: {inert(reason, NOTE)}", private=True)
