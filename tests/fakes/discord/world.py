"""All that is so in this Discord: its people, servers, channels, messages and commands. No sockets."""

from __future__ import annotations

import asyncio
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Protocol, TypeVar

import discord

from . import payloads
from .composing import compose
from .payloads import BOT, Channel, Json, Person, Upload
from .refusals import Refusal, unknown

if TYPE_CHECKING:
    from .answers import Waiting
    from .interactions import Interaction

PEOPLE_FROM, GUILDS_FROM, DIRECTS_FROM = 700_000_000_000_000_000, 800_000_000_000_000_000, 900_000_000_000_000_000
MEMBERS_SHOWN = 6
MESSAGES_KEPT, FILES_KEPT, INTERACTIONS_KEPT = 20_000, 300, 20_000

Kept = TypeVar("Kept")


class Listener(Protocol):
    """Whoever is told what happens: the gateway."""

    async def hear(self, event: str, data: Json) -> None: ...


class World:
    """`guilds` servers with `channels` text channels each, and one announcement channel; the bot is in all but the last one.

    The last server, "elsewhere", is where somebody uses the bot as their own (installed by a user, not by the server).
    """

    def __init__(self, *, guilds: int, channels: int, clock: Callable[[], float], now: Callable[[], datetime]) -> None:
        self.clock, self.now = clock, now
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
        self.files: OrderedDict[str, Upload] = OrderedDict()
        self.nonces: OrderedDict[str, Json] = OrderedDict()
        self.commands: dict[str, Json] = {}
        self.interactions: OrderedDict[str, Interaction] = OrderedDict()
        self.reactions: defaultdict[str, dict[str, list[str]]] = defaultdict(dict)
        self.waiting: defaultdict[str, list[Waiting]] = defaultdict(list)
        self.listeners: list[Listener] = []
        self._snowflakes = self._count_snowflakes()

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
        return [self.named(room) for turn in zip(*of_each, strict=True) for room in turn]

    @staticmethod
    def named(place: Json) -> Channel:
        return Channel(place["id"], place["name"] or "", place["guild_id"])

    def direct(self, person: Person) -> Json:
        """The private conversation of the bot with that person."""
        channel_id = str(DIRECTS_FROM + int(person.id) - PEOPLE_FROM)
        fresh = payloads.channel(channel_id, None, "", payloads.DIRECT, recipients=[payloads.user(person)])
        return self.channels.setdefault(channel_id, fresh)

    def place(self, channel_id: str) -> Json:
        """The channel of that id, for the bot. Raises `Refusal` 404/10003, or 403/50001 where the bot is not."""
        if channel_id not in self.channels:
            raise unknown("Channel", 10003)
        place = self.channels[channel_id]
        if place["guild_id"] == self.foreign_guild["id"]:
            raise Refusal(403, 50001, "Missing Access")
        return place

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
        self.messages[posted["id"]] = posted
        _forget_oldest(self.messages, MESSAGES_KEPT)
        if "nonce" in more:
            self.nonces[str(more["nonce"])] = posted
            _forget_oldest(self.nonces, MESSAGES_KEPT)
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
        self.count("deletions")
        where: Json = {key: message[key] for key in ("id", "channel_id", "guild_id") if key in message}
        if not message["flags"] & payloads.EPHEMERAL:
            await self.announce("MESSAGE_DELETE", where)

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
