"""What somebody watches: that it has begun or ended, and the list of all of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from bot.announcements.kinds import watched as watched_kind
from bot.domain import wording
from bot.store.watches import Subject, Watch
from bot.ui import theme
from bot.ui.card import Answer, Asking, Card, sentence
from bot.ui.controls import Control, button, menu
from bot.ui.inert import inert
from bot.ui.limits import BUTTONS, LINE, OPTIONS
from bot.ui.paging import page_number

CODE = watched_kind.CODE
NAME = 90
HOW_TO_GO_ON = (
    "Allow direct messages in the privacy settings of a server that we share, then press Go on. Nothing is lost: what happened "
    "meanwhile is told then."
)


@dataclass(frozen=True, slots=True)
class Watched:
    """A watch with what is shown of it."""

    watch: Watch
    name: str
    """Of what is watched."""
    zone: str
    """By whose clock it is told once a day."""


def begun(asking: Asking, watched: Watched, *, new: bool, recorded: bool, in_server: bool, hint: str = "") -> Answer:
    """That something is watched, and how it is told; the buttons change that.

    Args:
        recorded: whether a pairing that is watched is recorded.
        in_server: whether it was asked in a server.
        hint: what else may have been meant.
    """
    watch = watched.watch
    lines = [f"You {'now watch' if new else 'watch'} **{inert(watched.name, NAME)}**. {_how(watched)}"]
    if not recorded:
        lines.append("-# No pairing of the two is recorded. You hear of it if one is.")
    if watch.channel_id is None and in_server:
        lines.append("-# If you take no direct messages from this server’s members, choose Tell me here.")
    if hint:
        lines.append(f"-# {hint}")
    other_time, other_place = not watch.at_once, watch.channel_id is None
    return sentence(
        "\n".join(lines),
        _set(asking, watch, "Tell me at once" if other_time else "Tell me once a day", here=not other_place, at_once=other_time),
        *(
            [
                _set(
                    asking,
                    watch,
                    "Tell me here" if other_place else "Tell me in private",
                    here=other_place,
                    at_once=watch.at_once,
                )
            ]
            if in_server
            else []
        ),
        button("Stop watching", asking.control_id(CODE, "stop", watch.watch_id)),
        private=True,
    )


def ended(asking: Asking, those: Sequence[Watched]) -> Answer:
    """That something is not watched any more."""
    if len(those) == 1:
        watch = those[0].watch
        again = button("Watch it again", asking.control_id(CODE, "on", watch.subject, watch.key.replace("/", "-")))
        return sentence(f"You no longer watch **{inert(those[0].name, NAME)}**.", again, private=True)
    return sentence(f"You no longer watch any of those {wording.count(len(those), 'thing')}.", private=True)


def not_watched(asking: Asking, name: str) -> Answer:
    """That something was not watched in the first place."""
    return sentence(f"You do not watch {name}. {asking.example('watching')} lists what you watch.", private=True)


def which(asking: Asking, those: Sequence[Watched]) -> Answer:
    """Which of several is meant."""
    return sentence(
        "You watch several things of that name. Which one do you want to watch no longer?",
        menu("Stop watching", asking.control_id(CODE, "stop"), [_option(each) for each in those]),
        private=True,
    )


def cannot_tell_here(asking: Asking) -> Answer:
    """That the bot has no right to write where somebody wants to be told."""
    return sentence(
        f"I may not write in this channel, so I cannot tell you here. Ask a moderator to let me view it and send messages, or watch "
        f"by direct message: {asking.example('watch Kyiv')}.",
        private=True,
    )


def watching_card(asking: Asking, those: Sequence[Watched], *, page: int = 1) -> Answer:
    """All that somebody watches, by how it is told; what is paused first, with how to go on."""
    card = Card(theme.LIST)
    if not those:
        card.say(
            "## You watch nothing yet",
            f"{asking.example('watch Kyiv')} a city, {asking.example('watch Ukraine')} a country, "
            f"{asking.example('watch Chicago / Moscow')} one pairing. You are told by direct message, at most once a day.",
        )
        return card.answer(private=True)
    ordered = sorted(those, key=lambda each: (each.watch.active, _place(each), each.watch.watch_id))
    pages = -(-len(ordered) // OPTIONS)
    page = page_number(page, pages)
    shown = ordered[(page - 1) * OPTIONS : page * OPTIONS]
    paused = [each for each in ordered if not each.watch.active]
    card.say(f"## You watch {wording.count(len(those), 'thing')}{f', {len(paused)} paused' if paused else ''}")
    for (active, place), group in groupby(shown, key=lambda each: (each.watch.active, _place(each))):
        of_group = list(group)
        card.rule()
        card.say(
            f"### {place if active else 'Paused'}",
            "" if active else f"-# {inert(wording.upper_first(of_group[0].watch.paused_why), LINE)}. {_go_on(of_group[0].watch)}",
            *(_row(each) for each in of_group),
        )
    card.rule()
    footer = f"Page {page} of {pages} · " if pages > 1 else ""
    card.say(f"-# {footer}To be told otherwise: {asking.example('watch Kyiv at once')}, {asking.example('watch Kyiv here')}")
    card.controls(menu("Stop watching", asking.control_id(CODE, "end", page), [_option(each) for each in shown], most=OPTIONS))
    places = list(dict.fromkeys(each.watch.channel_id for each in paused))[: BUTTONS - 2]
    card.controls(
        button("Previous page", asking.control_id(CODE, "list", page - 1)) if page > 1 else None,
        button("Next page", asking.control_id(CODE, "list", page + 1), likely=True) if page < pages else None,
        *(button("Go on", asking.control_id(CODE, "go", place or 0), likely=True) for place in places),
    )
    return card.answer(private=True)


def gone_on(*, anything: bool) -> Answer:
    """That what was paused is told again."""
    words = (
        "I tell you again of what you watch, beginning with what happened meanwhile."
        if anything
        else "Nothing of yours is paused."
    )
    return sentence(words, private=True)


def _set(asking: Asking, watch: Watch, label: str, *, here: bool, at_once: bool) -> Control:
    return button(label, asking.control_id(CODE, "set", watch.watch_id, int(here), int(at_once)))


def _how(watched: Watched) -> str:
    """When and where it is told, in a sentence."""
    watch = watched.watch
    where = "by direct message" if watch.channel_id is None else f"in <#{watch.channel_id}>, with a mention"
    if watch.at_once:
        return f"When something changes, I tell you {where}, at once."
    return f"When something changes, I tell you {where}, once a day at 9:00 ({watched.zone})."


def _place(watched: Watched) -> str:
    """When and where it is told, as a heading."""
    watch = watched.watch
    where = "By direct message" if watch.channel_id is None else f"In <#{watch.channel_id}>"
    return f"{where}, at once" if watch.at_once else f"{where}, once a day at 9:00 ({watched.zone})"


def _row(watched: Watched) -> str:
    """``**Kyiv**, Ukraine``"""
    if watched.watch.subject is Subject.PAIRING:
        return f"**{inert(watched.name, NAME)}**"
    name, comma, where = watched.name.partition(", ")
    return f"**{inert(name, NAME)}**{comma}{inert(where, NAME)}"


def _go_on(watch: Watch) -> str:
    if watch.channel_id is None:
        return HOW_TO_GO_ON
    return "Press Go on when I may write there again, or watch it anew elsewhere. Nothing is lost."


def _option(watched: Watched) -> tuple[str, str, str]:
    kinds = {Subject.CITY: "City", Subject.COUNTRY: "Country", Subject.PAIRING: "Pairing"}
    return str(watched.watch.watch_id), watched.name, kinds[watched.watch.subject]
