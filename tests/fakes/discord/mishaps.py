"""What a test does to Discord while a bot lives on it: faults, permissions, closed doors, dropped connections, the clock."""

from __future__ import annotations

from collections.abc import Mapping

from .faults import Fault
from .gateway import UNKNOWN_ERROR, Gateway
from .messages import remove_channel, set_thread
from .payloads import Channel, Person
from .permissions import overwritten
from .rate_limits import GLOBAL, SEEN, Limit, RateLimits
from .record import Made
from .rest import Rest
from .routes import ROUTES
from .threads import open_thread
from .world import World

EVERY = "*"


class Mishaps:
    """The part of `FakeDiscord` that makes life hard."""

    world: World
    gateway: Gateway
    rest: Rest

    def fail(
        self, route: str, status: int = 500, *, times: int | None = 1, channel: Channel | None = None,
        where: Mapping[str, str] | None = None, **more: float | bool,
    ) -> Fault:  # fmt: skip
        """The next `times` requests of that route (of that channel) fail; `more` are fields of `Fault`.

        Raises `LookupError` for an unknown route.
        """
        if route != EVERY and route not in ROUTES.names:
            raise LookupError(f"no route {route!r}; there are {sorted(ROUTES.names)}")
        parts = {**(where or {}), **({"channel_id": channel.id} if channel else {})}
        fault = Fault(route, status, times, where=parts, **more)  # type: ignore[arg-type]  # names and types are those of Fault
        self.rest.faults.append(fault)
        return fault

    def mend(self) -> None:
        """No fault any more; what one holds back goes on."""
        self.rest.faults.clear()
        self.rest.release()

    def release(self) -> None:
        """What a fault with a delay holds back goes on now."""
        self.rest.release()

    def keep_rate_limits(self, everything: Limit | None = GLOBAL, of_routes: Mapping[str, Limit] = SEEN) -> None:
        """From now on there are limits, (so many, in so many seconds); `counts["rate limited"]` tells who met one."""
        self.rest.rate_limits = RateLimits(self.world.clock, everything, of_routes)

    def lift_rate_limits(self) -> None:
        self.rest.rate_limits = None

    async def revoke(self, where: Channel, *permissions: str) -> None:
        """Take permissions ("send_messages"…) from the bot in that channel; it is told. Raises `TypeError` for an unknown one."""
        await self._overwrite(where, revoke=permissions)

    async def grant(self, where: Channel, *permissions: str) -> None:
        """Give back to the bot what was taken from it in that channel."""
        await self._overwrite(where, grant=permissions)

    async def _overwrite(self, where: Channel, *, grant: tuple[str, ...] = (), revoke: tuple[str, ...] = ()) -> None:
        place = self.world.channels[where.id]
        place["permission_overwrites"] = overwritten(place, grant=grant, revoke=revoke)
        await self.world.announce("CHANNEL_UPDATE", place)

    async def remove(self, where: Channel, *, told: bool = True) -> None:
        """The channel vanishes. Without `told`, the bot does not hear of it, as if the event had been lost."""
        await remove_channel(self.world, self.world.channels[where.id], told=told)

    def close_direct(self, person: Person) -> None:
        """That person takes no direct messages of the bot any more."""
        self.world.closed_to_the_bot.add(person.id)

    def open_direct(self, person: Person) -> None:
        self.world.closed_to_the_bot.discard(person.id)

    async def open_thread(self, where: Channel, name: str) -> Channel:
        """A new thread in that channel, or post in that forum, which the bot has joined."""
        return self.world.named(await open_thread(self.world, self.world.channels[where.id], name))

    async def archive(self, thread: Channel, *, locked: bool = False) -> None:
        await set_thread(self.world, self.world.channels[thread.id], archived=True, locked=locked)

    async def lock(self, thread: Channel) -> None:
        """Only who may manage threads can post there now; the thread stays active."""
        await set_thread(self.world, self.world.channels[thread.id], locked=True)

    async def drop_gateway(self, code: int = UNKNOWN_ERROR) -> None:
        """Every bot loses its connection to the gateway; it may resume."""
        await self.gateway.drop(code)

    async def shut_gateway(self) -> None:
        """Every bot loses its connection, and gets none before `reopen_gateway`. What happens meanwhile is told to who resumes."""
        await self.gateway.shut()

    def reopen_gateway(self) -> None:
        self.gateway.reopen()

    async def invalidate_sessions(self) -> None:
        """Every bot has to identify again."""
        await self.gateway.invalidate()

    def advance(self, seconds: float) -> None:
        """Discord's clock goes on by that much: for its rate limits, nonces and timestamps."""
        self.world.advance(seconds)

    def made(self, where: Channel | None = None) -> list[Made]:
        """Every message that the bot made there, or anywhere, in order; answers to interactions are not among them."""
        return self.world.record.made(where.id if where else None)
