"""The cards and sentences of ``verify`` and ``report``: what is known of a link, and thanks for a report."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import discord
from discord import ui

from bot.domain import wording
from bot.domain.initiatives import Initiative, Organisation, Verification
from bot.moderation.known_links import KnownLink
from bot.moderation.reports import Reported
from bot.store.links import LinkCheck
from bot.ui import quoting, theme
from bot.ui.card import Answer, Asking, Card, sentence
from bot.ui.inert import cut, inert, tidy, typed
from bot.ui.limits import PLACE, TITLE

CODE = "li"
VERIFY = "v"
"""The action of the button that asks for a link to look up."""
REPORT = "r"
"""The action of the button by which an initiative's link is reported."""
ADVICE = (
    "To make sure, type the organisation’s address yourself, or go there from the official page of its city or register, "
    "and never by a link in a message."
)
HOLDERS = 3
"""Organisations that are named; there is seldom more than one."""
ROWS = 5
"""Recorded links that are named."""
SHOWN = 200
"""Characters of an address."""
DANGERS = 6
_TITLE = 45
_LONGEST_LINK = 2000
_LONGEST_WHY = 300


def known_card(asking: Asking, known: KnownLink, *, private: bool = False) -> Answer:
    """What is known of a link, and how to make sure. What is on no list is not for that a fraud."""
    if not known.listed and not known.dangers and not known.initiatives:
        return sentence(f"{_host(known)} is not on our list. {_SAYS_NOTHING} {ADVICE}", private=private)
    card = Card(theme.STOP if known.is_disguised else theme.LIST)
    card.say(f"## {_title(known)}", _link_line(known))
    if known.dangers:
        card.rule()
        card.say("### What stands out", *(f"- {quoting.marked(_danger(words))}" for words in known.dangers[:DANGERS]))
    card.rule()
    card.say("### On whose record", *_record(asking, known))
    if known.listed or known.initiatives or known.check:
        card.rule()
        card.say("### When a link there was checked", *_checked(known, asking.today))
    card.rule()
    card.say(f"-# {ADVICE}")
    return card.answer(private=private)


def no_address(asking: Asking, *, private: bool = False) -> Answer:
    """What was typed holds no address."""
    return sentence(f"I see no address in that. Write it as in {asking.example('verify charkiw-nuernberg.de')}.", private=private)


def no_number(asking: Asking, text: str) -> Answer:
    """What was typed is no initiative's number."""
    return sentence(
        f"“{typed(text)}” is no number of an initiative. It stands at the foot of the initiative’s card: "
        f"{asking.example('report 12')}. A city’s page for a council meeting is {asking.example('briefing Los Angeles')}.",
        private=True,
    )


def thanks(asking: Asking, title: str, reported: Reported) -> Answer:
    """A report was kept: what happens next. Who reported is not said to anybody."""
    what = f"the link of “{inert(cut(title, PLACE))}”"
    if reported.count is None:
        return sentence(f"You have reported {what} already, and a report counts once. Thank you.", private=True)
    if reported.hidden:
        return sentence(
            f"Thank you. {wording.upper_first(what)} is hidden from now on, until a reviewer has looked at it.", private=True
        )
    return sentence(
        f"Thank you. Your report of {what} is kept, and nobody is told that it was yours. When more members report it, the link is "
        f"hidden until a reviewer has looked. {asking.example('suggest correction')} is for what else is wrong with the entry.",
        private=True,
    )


class LinkForm(ui.Modal):
    """A link that is to be looked up."""

    def __init__(self, submitted: Callable[[discord.Interaction[Any], str], Awaitable[None]]) -> None:
        super().__init__(title="Check a link", timeout=None)
        self._submitted = submitted
        self.link: ui.TextInput[Any] = ui.TextInput(
            custom_id="link", placeholder="https://charkiw-nuernberg.de", min_length=1, max_length=_LONGEST_LINK
        )
        self.add_item(ui.Label(text="Link", description="It is looked up here, and nobody opens it", component=self.link))

    async def on_submit(self, interaction: discord.Interaction[Any]) -> None:
        """Hand the link on."""
        await self._submitted(interaction, self.link.value)


class ReportForm(ui.Modal):
    """What is wrong with an initiative's link."""

    def __init__(self, title: str, submitted: Callable[[discord.Interaction[Any], str], Awaitable[None]]) -> None:
        super().__init__(title=cut(tidy(f"Report the link of {title}"), _TITLE), timeout=None)
        self._submitted = submitted
        self.why: ui.TextInput[Any] = ui.TextInput(
            custom_id="why", style=discord.TextStyle.paragraph, required=False, max_length=_LONGEST_WHY
        )
        self.add_item(
            ui.Label(
                text="What is wrong with it?",
                description="For those who look at it; your name is not with it",
                component=self.why,
            )
        )

    async def on_submit(self, interaction: discord.Interaction[Any]) -> None:
        """Hand the reason on."""
        await self._submitted(interaction, self.why.value)


_SAYS_NOTHING = "That says nothing about it: we only know what was checked here."


def _title(known: KnownLink) -> str:
    if known.is_disguised:
        return "This looks like a recorded address, and is not it" if not known.listed else "This link wants a second look"
    if known.listed:
        return f"{_host(known)} is on our list"
    return f"{_host(known)} is not on our list"


def _host(known: KnownLink) -> str:
    return quoting.shortened(f"`{known.host}`", TITLE)


def _link_line(known: KnownLink) -> str:
    """The whole link, unless the title says all of it."""
    if known.shown.removeprefix("https://").rstrip("/") == known.host:
        return ""
    return f"The link: {quoting.shortened(f'`{known.shown}`', SHOWN)}"


def _danger(words: str) -> str:
    ending = ", and is not it" if words.startswith("it resembles") else ""
    return f"{wording.upper_first(words)}{ending}."


def _record(asking: Asking, known: KnownLink) -> Iterator[str]:
    for organisation in known.holders[:HOLDERS]:
        yield f"**{inert(organisation.name, TITLE)}**{_seat(asking, organisation)}"
    if len(known.holders) > HOLDERS:
        yield f"-# and {len(known.holders) - HOLDERS} more"
    if known.allowed:
        yield "The domain is among those that whoever runs this bot allows."
    if not known.listed:
        yield f"On nobody’s that we know. {_SAYS_NOTHING}"


def _seat(asking: Asking, organisation: Organisation) -> str:
    country = asking.countries.name(organisation.country_code) if organisation.country_code else ""
    parts = [part for part in (organisation.home_city, country) if part]
    register = f"{organisation.register_name} {organisation.register_number}".strip() if organisation.register_number else ""
    return (
        inert("".join([f", {', '.join(parts)}" if parts else "", f" · {register}" if register else ""]), TITLE)
        if parts or register
        else ""
    )


def _checked(known: KnownLink, today: dt.date) -> Iterator[str]:
    if not known.initiatives:
        yield "- No link there is recorded, so none was checked by two people."
    for initiative in known.initiatives[:ROWS]:
        yield f"- {inert(initiative.title, TITLE)} (initiative {initiative.initiative_id}): {_how(initiative, today)}."
    left = len(known.initiatives) - ROWS
    if left > 0:
        yield f"-# {left} more {'entry has' if left == 1 else 'entries have'} a link there"
    if known.check is not None:
        yield f"- Asked by the bot: {_asked(known.check)}."


def _how(initiative: Initiative, today: dt.date) -> str:
    given, checked, until = (
        date.short if date else "" for date in (initiative.link_added, initiative.link_approved, initiative.link_expires)
    )
    match initiative.checked(today):
        case Verification.VERIFIED:
            return f"given {given}, checked by another on {checked}, holds until {until}"
        case Verification.LAPSED:
            ended = initiative.link_expires
            # One that was vouched for, and was edited since, has lapsed before its day.
            over = f"lapsed on {until}" if ended and ended.latest < today else "lapsed since"
            return f"checked on {checked}, {over}" if checked else "checked once, lapsed since"
        case Verification.WITHDRAWN:
            return "withheld, because members reported it"
        case Verification.LISTED:
            return "named on a source that we cite, and not checked by two people"
        case _:
            return "not checked by two people"


def _asked(check: LinkCheck) -> str:
    day = f"{check.at.day} {check.at:%b %Y}"
    return f"on {day} it {quoting.marked(check.note)}" if check.note else f"on {day}, {quoting.marked(check.state)}"
