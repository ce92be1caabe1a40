"""All that is so in this Discord: its people, servers, channels, messages and commands. No sockets."""

from __future__ import annotations

import asyncio
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import zip_longest
from typing import TYPE_CHECKING, Protocol, TypeVar

import discord

from . import payloads, permissions
from .composing import compose
from .payloads import BOT, Channel, Json, Person, Upload
from .record import Record
from .refusals import Refusal, unknown

if TYPE_CHECKING:
    from .answers import Waiting
    from .interactions import Interaction

PEOPLE_FROM, GUILDS_FROM, DIRECTS_FROM = 700_000_000_000_000_000, 800_000_000_000_000_000, 900_000_000_000_000_000
MEMBERS_SHOWN = 6
MESSAGES_KEPT, FILES_KEPT, INTERACTIONS_KEPT = 50_000, 300, 20_000
# "in the past few minutes": https://discord.com/developers/docs/resources/message#create-message-jsonform-params
NONCE_SECONDS = 300.0

Kept = TypeVar("Kept")


class Listener(Protocol):
    """Whoever is told what happens: the gateway."""

    async def hear(self, event: str, data: Json) -> None: ...


class World:
    """`guilds` servers with `channels` text channels each, an announcement channel and a forum; the bot is in all but the last.

    The last server, "elsewhere", is where somebody uses the bot as their own (installed by a user, not by the server).
    """

    def __init__(self, *, guilds: int, channels: int, clock: Callable[[], float], now: Callable[[], datetime]) -> None:
        self._clock, self._now, self._ahead = clock, now, timedelta()
        self.nonce_seconds = NONCE_SECONDS
        self.address = ""
        self.counts: Counter[str] = Counter()
        self._awaited: list[tuple[str, int, asyncio.Future[None]]] = []
        self.requests: deque[Json] = deque(maxlen=20_000)
        self.people: dict[str, Person] = {BOT.id: BOT}
        self.owner = self._settle(Person(str(PEOPLE_FROM + 1), "olga", "owner"))
        self.moderator = self._settle(Person(str(PEOPLE_FROM + 2), "mona", "moderator"))
        self.channels: dict[str, Json] = {}
        self.guilds: dict[str, Json] = {}
        for index in range(guilds):
            self._found_guild(index, f"server {index}", channels)
        self.foreign_guild = self._found_guild(guilds, "elsewhere", 1)
        self.messages: OrderedDict[str, Json] = OrderedDict()
        self._said_in: defaultdict[str, dict[str, Json]] = defaultdict(dict)
        self.record = Record()
        self.closed_to_the_bot: set[str] = set()
        self.files: OrderedDict[str, Upload] = OrderedDict()
        self.nonces: OrderedDict[str, Json] = OrderedDict()
        self.commands: dict[str, Json] = {}
        self.interactions: OrderedDict[str, Interaction] = OrderedDict()
        self.reactions: defaultdict[str, dict[str, list[str]]] = defaultdict(dict)
        self.waiting: defaultdict[str, list[Waiting]] = defaultdict(list)
        self.listeners: list[Listener] = []
        self._snowflakes = self._count_snowflakes()

    def clock(self) -> float:
        """Seconds, for measuring how long something took."""
        return self._clock() + self._ahead.total_seconds()

    def now(self) -> datetime:
        return self._now() + self._ahead

    def advance(self, seconds: float) -> None:
        """Time goes on by so much (or back), as far as Discord is concerned."""
        self._ahead += timedelta(seconds=seconds)

    def _count_snowflakes(self) -> Iterator[str]:
        """Ids that grow with time: https://discord.com/developers/docs/reference#snowflakes"""
        last = 0
        while True:
            last = max(discord.utils.time_snowflake(self.now()), last + 1)
            yield str(last)

    def snowflake(self) -> str:
        return next(self._snowflakes)

    def _settle(self, person: Person) -> Person:
        return self.people.setdefault(person.id, person)

    def person(self, number: int) -> Person:
        """The member of that number, who is in every server; the same number is always the same person."""
        return self._settle(Person(str(PEOPLE_FROM + 1000 + number), f"member{number}"))

    def _found_guild(self, index: int, name: str, channels: int) -> Json:
        guild_id = str(GUILDS_FROM + (index << 22))
        rooms = [payloads.channel(str(int(guild_id) + 1000 + n), guild_id, f"room-{n}", position=n) for n in range(channels)]
        rooms.append(payloads.channel(str(int(guild_id) + 900), guild_id, "news", payloads.NEWS, position=channels))
        rooms.append(payloads.channel(str(int(guild_id) + 901), guild_id, "forum", payloads.FORUM, position=channels + 1))
        shown = [BOT, self.owner, self.moderator, *(self.person(n) for n in range(MEMBERS_SHOWN - 3))]
        self.guilds[guild_id] = payloads.guild(guild_id, name, self.owner, shown, rooms)
        self.channels.update({room["id"]: room for room in rooms})
        return self.guilds[guild_id]

    @property
    def joined(self) -> list[Json]:
        """The servers that the bot is in."""
        return [guild for guild in self.guilds.values() if guild is not self.foreign_guild]

    def rooms(self, kind: int = payloads.TEXT) -> list[Channel]:
        """The channels of that kind in the servers that the bot is in; neighbours in the list are in different servers."""
        of_each = [[room for room in guild["channels"] if room["type"] == kind] for guild in self.joined]
        return [self.named(room) for turn in zip_longest(*of_each) for room in turn if room]

    @staticmethod
    def named(place: Json) -> Channel:
        return Channel(place["id"], place["name"] or "", place["guild_id"])

    def direct(self, person: Person) -> Json:
        """The private conversation of the bot with that person."""
        channel_id = str(DIRECTS_FROM + int(person.id) - PEOPLE_FROM)
        fresh = payloads.channel(channel_id, None, "", payloads.DIRECT, recipients=[payloads.user(person)])
        return self.channels.setdefault(channel_id, fresh)

    def place(self, channel_id: str) -> Json:
        """The channel of that id, for the bot. Raises `Refusal` 404/10003, or 403/50001 where the bot is not or sees nothing."""
        if channel_id not in self.channels:
            raise unknown("Channel", 10003)
        place = self.channels[channel_id]
        if place["guild_id"] == self.foreign_guild["id"] or not self.rights(place).view_channel:
            raise Refusal(403, 50001, "Missing Access")
        return place

    def rights(self, place: Json) -> discord.Permissions:
        """What the bot may do there."""
        return permissions.of_the_bot(place, self.channels.get(place["parent_id"] or ""))

    def is_seen(self, channel_id: str) -> bool:
        """Whether the bot is told what is said there."""
        place = self.channels.get(channel_id)
        return place is None or self.rights(place).view_channel

    def said_in(self, channel_id: str) -> list[Json]:
        """All messages that stand in that channel, oldest first."""
        return list(self._said_in[channel_id].values())

    def message(self, channel_id: str, message_id: str) -> Json:
        """That message. Raises `Refusal` 404/10008 when it is not there."""
        self.place(channel_id)
        found = self.messages.get(message_id)
        if found is None or found["channel_id"] != channel_id or found["flags"] & payloads.EPHEMERAL:
            raise unknown("Message", 10008)
        return found

    async def announce(self, event: str, data: Json) -> None:
        for listener in self.listeners:
            await listener.hear(event, data)

    async def post(
        self, place: Json, author: Person, payload: Json, files: Sequence[Upload] = (), *,
        heard_at: float = 0.0, before_told: Callable[[str], None] | None = None, **more: object,
    ) -> Json:  # fmt: skip
        """A new message appears, of the bot or of a person.

        `heard_at` is when the bot's request had come in. `before_told` gets the message's id before anybody hears of it.
        """
        posted = payloads.message(self.snowflake(), place, author, self.now().isoformat(), **more)
        self._fill(posted, payload, files)
        self._keep(posted)
        if author is BOT and "webhook_id" not in more:
            self.record.note(posted)
        place["last_message_id"] = posted["id"]
        if before_told:
            before_told(posted["id"])
        if not posted["flags"] & payloads.EPHEMERAL:
            await self.announce("MESSAGE_CREATE", posted)
        if author is BOT and "webhook_id" not in more:
            self.count("messages")
            self._hand_over(posted, heard_at)
        return posted

    async def edit(self, message: Json, payload: Json, files: Sequence[Upload] = ()) -> Json:
        self._fill(message, payload, files)
        message["edited_timestamp"] = self.now().isoformat()
        self.count("edits")
        if not message["flags"] & payloads.EPHEMERAL:
            await self.announce("MESSAGE_UPDATE", message)
        return message

    async def delete(self, message: Json) -> None:
        self.messages.pop(message["id"], None)
        self._said_in[message["channel_id"]].pop(message["id"], None)
        self.count("deletions")
        where: Json = {key: message[key] for key in ("id", "channel_id", "guild_id") if key in message}
        if not message["flags"] & payloads.EPHEMERAL:
            await self.announce("MESSAGE_DELETE", where)

    def _keep(self, posted: Json) -> None:
        self.messages[posted["id"]] = self._said_in[posted["channel_id"]][posted["id"]] = posted
        while len(self.messages) > MESSAGES_KEPT:
            forgotten, oldest = self.messages.popitem(last=False)
            self._said_in[oldest["channel_id"]].pop(forgotten, None)
        if posted.get("nonce") is not None and self.of_nonce(posted["nonce"]) is None:
            self.nonces[str(posted["nonce"])] = posted
            _forget_oldest(self.nonces, MESSAGES_KEPT)

    def of_nonce(self, nonce: str | int) -> Json | None:
        """The first message of the bot's with that nonce in the past few minutes, in whatever channel it is.

        Source: https://discord.com/developers/docs/resources/message#create-message-jsonform-params, which names the author and
        the nonce, but no channel
        """
        earlier = self.nonces.get(str(nonce))
        if earlier is None or (self.now() - payloads.when(earlier)).total_seconds() >= self.nonce_seconds:
            return None
        return earlier

    def _fill(self, message: Json, payload: Json, files: Sequence[Upload]) -> None:
        compose(message, payload, files, f"{self.address}/cdn", self.people)
        self.files.update({file.id: file for file in files})
        _forget_oldest(self.files, FILES_KEPT)

    def _hand_over(self, posted: Json, heard_at: float) -> None:
        """Give the bot's message to whoever asked: to whom it replies, or else to who waits longest in that channel."""
        replied_to = (posted.get("message_reference") or {}).get("message_id")
        for waiting in self.waiting[posted["channel_id"]]:
            if replied_to in (None, waiting.question_id):
                waiting.take(posted, heard_at)
                return

    def count(self, what: str) -> None:
        """Count what somebody may wait for with `until`."""
        self.counts[what] += 1
        for awaited, times, come in self._awaited:
            if awaited == what and self.counts[what] >= times and not come.done():
                come.set_result(None)

    async def until(self, what: str, times: int, patience: float) -> None:
        """Wait until `what` was counted that often in all. Raises `TimeoutError` after `patience` seconds."""
        if self.counts[what] >= times:
            return
        waiting = (what, times, asyncio.get_running_loop().create_future())
        self._awaited.append(waiting)
        try:
            await asyncio.wait_for(waiting[2], patience)
        except TimeoutError:
            raise TimeoutError(f"{what!r} {self.counts[what]} times within {patience} s, {times} awaited") from None
        finally:
            self._awaited.remove(waiting)

    def begin(self, interaction: Interaction) -> None:
        self.interactions[interaction.token] = interaction
        _forget_oldest(self.interactions, INTERACTIONS_KEPT)


def _forget_oldest(kept: OrderedDict[str, Kept], most: int) -> None:
    while len(kept) > most:
        kept.popitem(last=False)
