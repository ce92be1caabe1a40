"""What a test does to a stand-in in another process: verbs of the control interface, as `mishaps` has them for its own process.

| verb | takes | gives |
|---|---|---|
| channels | kind ("text", "news", "forum") | ids of the channels that the bot is in |
| made | channel | what the bot posted (there), in order: channel_id, content, text, nonce, embeds, files, at, message_id |
| made_counts | | how many messages the bot posted in each channel |
| fail | the fields of `Fault`, channel | |
| mend, release | | |
| revoke, grant | channel, permissions | |
| remove | channel, told | |
| open_thread | channel, name | the thread's id |
| archive | channel, locked | |
| close_direct, open_direct | person: an id, or the number of a member | |
| direct | person | the id of the private conversation |
| drop_gateway | code | |
| shut_gateway, reopen_gateway, invalidate_sessions | | |
| rate_limits | kept: true or false | |
| advance | seconds | |
| nonces | seconds for which they are remembered | |
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from .payloads import FORUM, NEWS, TEXT, Channel, Json, Person

if TYPE_CHECKING:
    from .server import FakeDiscord

Verb = Callable[[Json], Awaitable[object]]
KINDS = {"text": TEXT, "news": NEWS, "forum": FORUM}


def steering_verbs(discord: FakeDiscord) -> dict[str, Verb]:
    """Each verb by its name. They raise `LookupError` or `TypeError` for what there is not."""
    steering = Steering(discord)
    verbs = (name for name in dir(steering) if not name.startswith("_"))
    return {name: getattr(steering, name) for name in verbs}


class Steering:
    """The verbs: each public method is one, and takes the object that was posted."""

    def __init__(self, discord: FakeDiscord) -> None:
        self._discord = discord

    def _channel(self, given: Json) -> Channel:
        return self._discord.world.named(self._discord.world.channels[str(given["channel"])])

    def _person(self, given: Json) -> Person:
        whom = given["person"]
        return self._discord.person(whom) if isinstance(whom, int) else self._discord.world.people[whom]

    async def channels(self, given: Json) -> list[str]:
        return [room.id for room in self._discord.world.rooms(KINDS[given.get("kind", "text")])]

    async def made(self, given: Json) -> list[Json]:
        return [each.json for each in self._discord.world.record.made(given.get("channel"))]

    async def made_counts(self, _: Json) -> Json:
        return dict(self._discord.world.record.counts())

    async def fail(self, given: Json) -> None:
        where = {**given.pop("where", {}), **({"channel_id": given.pop("channel")} if "channel" in given else {})}
        self._discord.fail(**given, where=where)

    async def mend(self, _: Json) -> None:
        self._discord.mend()

    async def release(self, _: Json) -> None:
        self._discord.release()

    async def revoke(self, given: Json) -> None:
        await self._discord.revoke(self._channel(given), *given["permissions"])

    async def grant(self, given: Json) -> None:
        await self._discord.grant(self._channel(given), *given["permissions"])

    async def remove(self, given: Json) -> None:
        await self._discord.remove(self._channel(given), told=given.get("told", True))

    async def open_thread(self, given: Json) -> str:
        return (await self._discord.open_thread(self._channel(given), given["name"])).id

    async def archive(self, given: Json) -> None:
        await self._discord.archive(self._channel(given), locked=given.get("locked", False))

    async def close_direct(self, given: Json) -> None:
        self._discord.close_direct(self._person(given))

    async def open_direct(self, given: Json) -> None:
        self._discord.open_direct(self._person(given))

    async def direct(self, given: Json) -> str:
        return self._discord.direct(self._person(given)).id

    async def drop_gateway(self, given: Json) -> None:
        await self._discord.drop_gateway(**given)

    async def shut_gateway(self, _: Json) -> None:
        await self._discord.shut_gateway()

    async def reopen_gateway(self, _: Json) -> None:
        self._discord.reopen_gateway()

    async def invalidate_sessions(self, _: Json) -> None:
        await self._discord.invalidate_sessions()

    async def rate_limits(self, given: Json) -> None:
        if given["kept"]:
            self._discord.keep_rate_limits()
        else:
            self._discord.lift_rate_limits()

    async def advance(self, given: Json) -> None:
        self._discord.advance(given["seconds"])

    async def nonces(self, given: Json) -> None:
        self._discord.world.nonce_seconds = given["seconds"]
