"""Beginning to watch: the city, the country or the pairing that was named, asked back for where that is not plain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import discord

from bot.announcements import watching
from bot.cogs import answers
from bot.cogs.desk import Rooms
from bot.cogs.question import CommandQuestion, PressQuestion, Question
from bot.domain import wording
from bot.domain.announcements import AnnouncementState
from bot.domain.places import City
from bot.search import Outcome, Resolution
from bot.store import pairings
from bot.store.database import Connection
from bot.store.watches import Subject, Watch
from bot.ui import short
from bot.ui import watching as watching_card
from bot.ui.card import Answer
from bot.ui.controls import row_number
from bot.ui.watching import CODE, Watched

HERE, AT_ONCE = 1, 2
"""How somebody wants to be told, added up: in the channel where they ask, and at once. In a control’s id it is one more."""


async def chosen(rooms: Rooms, question: Question, city: City, carried: Sequence[str]) -> None:
    """Go on once a city was chosen: alone, or with the other one of a pairing. The first of what is carried is the manner."""
    manner, *others = (row_number(each) for each in (*carried, "1")[: max(1, len(carried))])
    found = [other for other in map(rooms.search.city, others) if other is not None]
    if not found:
        await begin(rooms, question, Subject.CITY, str(city.city_id), manner - 1)
        return
    await pair(rooms, question, [city], found, ("", ""), manner - 1)


async def named_pair(rooms: Rooms, question: Question, one: Resolution, other: Resolution, manner: int) -> None:
    """Watch the pairing of two names; one that is not plain is asked back for."""
    for unclear, plain in ((one, other), (other, one)):
        if unclear.outcome in (Outcome.NONE, Outcome.SUGGEST):
            rest = [manner + 1, *(city.city_id for city in _meant(plain)[: answers.CARRIED])]
            await answers.ask_back(rooms, question, unclear, CODE, rest)
            return
    await pair(rooms, question, _meant(one), _meant(other), (one.typed, other.typed), manner)


async def pair(
    rooms: Rooms, question: Question, ones: Sequence[City], others: Sequence[City], names: tuple[str, str], manner: int
) -> None:
    """Watch the only recorded pairing of some cities with others; if that is not plain, ask which cities are meant."""
    pairs = {pair_key(one.city_id, other.city_id) for one in ones for other in others if one.city_id != other.city_id}

    def query(db: Connection) -> list[tuple[int, int]]:
        return [pair for pair in sorted(pairs) if pairings.exists(db, *pair, question.guild_id)]

    recorded = await rooms.store.read(query)
    plain = recorded if len(recorded) == 1 else sorted(pairs) if len(pairs) == 1 else []
    if plain:
        one, other = plain[0]
        await begin(rooms, question, Subject.PAIRING, f"{one}/{other}", manner, recorded=bool(recorded))
    elif not pairs:
        await question.answer(short.same_city(question.asking, ones[0]))
    else:
        unclear, rest, name = (ones, others, names[0]) if len(ones) > 1 else (others, ones, names[1])
        carried = [manner + 1, *(city.city_id for city in rest[: answers.CARRIED])]
        answer = short.choice(question.asking, CODE, name or unclear[0].name, unclear, rooms.ties, carried)
        await question.answer(answer, turn=True)


async def begin(
    rooms: Rooms, question: Question, subject: Subject, key: str, manner: int, *, recorded: bool = True, hint: str = ""
) -> None:
    """Watch something, and say so.

    Args:
        key: as in :class:`~bot.store.watches.Watch`.
        manner: how they want to be told: :data:`HERE`, :data:`AT_ONCE`, both or neither.
        recorded: whether a pairing is recorded.
        hint: what else may have been meant.
    """
    guild_id, channel_id = _place(rooms, question)
    here = bool(manner & HERE) and channel_id is not None
    if here and not _may_write(rooms, channel_id):
        await question.answer(watching_card.cannot_tell_here(question.asking))
        return
    now = rooms.clock()
    wanted = Watch(
        watch_id=0, user_id=question.asking.asker, subject=subject, key=key, guild_id=guild_id, asked_in=channel_id,
        channel_id=channel_id if here else None, at_once=bool(manner & AT_ONCE), state=AnnouncementState.ACTIVE,
        paused_why="", made_at=now,
    )  # fmt: skip

    def work(db: Connection) -> tuple[Watch, bool, str]:
        watch, new = watching.begin(db, wanted, now)
        return watch, new, watching.zone(db, watch)

    watch, new, zone = await rooms.store.write(work)
    watched = Watched(watch, name_of(rooms, watch), zone)
    answer = watching_card.begun(
        question.asking, watched, new=new, recorded=recorded, in_server=channel_id is not None, hint=hint
    )
    await say(question, answer)


def pair_key(one: int, other: int) -> tuple[int, int]:
    """Two cities as a pairing: the lower id first."""
    return min(one, other), max(one, other)


def _meant(resolution: Resolution) -> list[City]:
    cities = [candidate.city for candidate in resolution.candidates]
    return cities[:1] if resolution.outcome is Outcome.MATCH else cities


def ids_of(resolution: Resolution) -> set[int]:
    """Every city that a name may mean."""
    return {candidate.city.city_id for candidate in resolution.candidates}


def _place(rooms: Rooms, question: Question) -> tuple[int | None, int | None]:
    """The server and the channel in which something is asked, if the bot is there too."""
    if isinstance(question, CommandQuestion):
        channel_id = question.context.channel.id
    else:
        assert isinstance(question, PressQuestion)
        channel_id = question.interaction.channel_id or 0
    channel = rooms.get_channel(channel_id)
    if question.guild_id is None or channel is None:
        return None, None
    return question.guild_id, channel_id


def _may_write(rooms: Rooms, channel_id: int | None) -> bool:
    channel = rooms.get_channel(channel_id or 0)
    if channel is None:
        return False
    rights = channel.permissions_for(channel.guild.me)
    writes = rights.send_messages_in_threads if isinstance(channel, discord.Thread) else rights.send_messages
    return bool(rights.view_channel and writes)


def name_of(rooms: Rooms, watch: Watch) -> str:
    """What is watched, in words."""
    if watch.subject is Subject.COUNTRY:
        return rooms.countries.name(watch.key)
    cities = [rooms.search.city(row_number(key)) for key in watch.key.split("/")]
    if watch.subject is Subject.CITY and cities[0] is not None:
        return wording.in_full(cities[0], rooms.countries)
    if watch.subject is Subject.PAIRING and cities[0] is not None and cities[1] is not None:
        return " – ".join(sorted(wording.told_apart(cities[0], cities[1], rooms.countries)))
    return "a place that is no longer in the catalogue"


async def say(question: Question, answer: Answer) -> None:
    """Answer in private; a press on one's own message turns that message into the answer, if it can become that."""
    if isinstance(question, PressQuestion) and question.is_asker:
        message = question.interaction.message
        if message is not None and (answer.is_card or not message.flags.components_v2):
            answer = replace(answer, private=False)
    await question.answer(answer, turn=True)
