"""The door: where posts leave for Discord. The only file here that knows Discord.

What Discord says to a post comes back as one of a few exceptions, so that the courier need know no codes.
"""

from __future__ import annotations

import asyncio
import contextlib
import contextvars
import datetime as dt
import io
import logging
import textwrap
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass, replace
from typing import Any, Protocol, TypeVar

import aiohttp
import discord

from bot.announcements.illustrator import Drawn
from bot.announcements.pace import UNASKED, Pace
from bot.announcements.post import Post, with_picture
from bot.domain.announcements import Announcement

log = logging.getLogger(__name__)

PATIENCE = 45.0
"""Seconds that one request may take, with its own retries. Less than a claim lasts."""
LOOKED_AT_ANYHOW = 100
"""Messages of a channel that are always looked at for a mark, whatever time they bear: one page, and this machine's clock may be wrong."""
LOOKED_THROUGH = 1000
"""So many are looked through; if there are more since, it is not known whether the mark is among them."""
CLOCKS_DIFFER = dt.timedelta(minutes=1)
CLOSED = 50007
"""Discord's code for a person who takes no direct messages from the bot.

Source of all codes: https://discord.com/developers/docs/topics/opcodes-and-status-codes#json
"""
GONE = 10008
"""Discord's code for a message that was deleted."""
SHUT = (50083, 160005)
"""Discord's codes for a thread that was closed."""
ALREADY_PUBLISHED = 40033
NO_PERMISSION = 50013
"""Discord's code for a permission that is missing, whichever."""
TOO_LARGE = 413
FORUM_TITLE = 100
ALT = 1000
"""Characters of what a picture shows, in words. Discord refuses more than 1,024."""
PICTURE = "map.png"
"""The name of the file that goes with a post. An edit finds the picture by it."""

Result = TypeVar("Result")


class Setback(Exception):
    """A post did not go out. Its text says why, in words for those who can mend it."""


class Refused(Setback):
    """Discord does not let the bot post there, now and until somebody mends it."""


class Deleted(Setback):
    """The post in question is not there any more."""


class Limited(Setback):
    """Discord wants that it is tried later."""

    def __init__(self, why: str, seconds: float) -> None:
        super().__init__(why)
        self.seconds = seconds


class Unfit(Setback):
    """Discord does not take this post, wherever the reason lies in it."""


class Unanswered(Setback):
    """Nobody knows whether it went out: Discord or the network failed."""


@dataclass(frozen=True, slots=True)
class Dressed:
    """A post as Discord takes it."""

    content: str
    embed: discord.Embed | None
    view: discord.ui.View | None
    said: str
    """The same as plain text, for the record."""
    drawn: Drawn | None = None
    """The picture that goes with it, shown in the embed."""

    def illustrated(self, drawn: Drawn | None) -> Dressed:
        """The same with a picture under its lines; as it is where there are none, or no picture."""
        if drawn is None or self.embed is None:
            return self
        return replace(self, embed=_with_picture(self.embed), said=with_picture(self.said, drawn.alt), drawn=drawn)

    def still_illustrated(self) -> Dressed:
        """The same for a message that has its picture already: that stays in its box, and would else stand below it."""
        return replace(self, embed=_with_picture(self.embed or discord.Embed()))


Dress = Callable[[Post, str, Announcement | None, bool], Dressed]
"""Gives a post its look: the post, its mark, the order that it belongs to, and whether embeds are shown where it goes."""


class Client(Protocol):
    """Of Discord's client, what the door needs."""

    @property
    def user(self) -> discord.ClientUser | None: ...
    def get_channel(self, id: int, /) -> Any: ...  # noqa: A002 - discord.py's name
    async def fetch_channel(self, channel_id: int, /) -> Any: ...
    def get_user(self, id: int, /) -> discord.User | None: ...  # noqa: A002 - discord.py's name
    async def fetch_user(self, user_id: int, /) -> discord.User: ...


@dataclass(frozen=True, slots=True)
class Place:
    """Where a post goes: a channel, a thread, a forum, or a person."""

    there: Any

    @property
    def is_forum(self) -> bool:
        """Whether every post begins a thread there: Discord knows no nonce of those."""
        return isinstance(self.there, discord.ForumChannel)

    @property
    def shows_embeds(self) -> bool:
        """Whether embeds are shown there: without the permission Discord drops them without a word."""
        return shows_embeds(self.there)

    @property
    def takes_files(self) -> bool:
        """Whether files may be posted there."""
        may = _permissions(self.there)
        return may is None or may.attach_files

    @property
    def guild_id(self) -> int | None:
        """In which server it is; ``None`` with a person."""
        return self.there.guild.id if isinstance(self.there, discord.abc.GuildChannel | discord.Thread) else None

    @property
    def is_readable(self) -> bool:
        """Whether the bot may read there what it has posted."""
        may = _permissions(self.there)
        return may is None or may.read_message_history


@dataclass(frozen=True, slots=True)
class Door:
    """Lets posts out, one request at a time at the given pace. Every method raises a :class:`Setback`, or gives what it says."""

    client: Client
    pace: Pace

    async def person(self, user_id: int) -> Place:
        """Somebody's direct messages."""
        user = self.client.get_user(user_id)
        if user is None:
            user = await self._paced(lambda: self.client.fetch_user(user_id))
        if user.dm_channel is None:
            await self._paced(user.create_dm)
        return Place(user)

    async def channel(self, channel_id: int) -> Place:
        """A channel or a thread."""
        return Place(self.client.get_channel(channel_id) or await self._paced(lambda: self.client.fetch_channel(channel_id)))

    async def post(
        self,
        place: Place,
        dressed: Dressed,
        nonce: str,
        *,
        drawn: Drawn | None = None,
        role: int | None = None,
        user: int | None = None,
    ) -> tuple[int, Dressed]:
        """Post it now, for whoever waited for a turn, and return the message's number and what it shows.

        Nobody is pinged but that role or that user. Where Discord does not take the picture, the post goes out without.
        """
        illustrated = dressed.illustrated(drawn)
        try:
            return await self._post(place, illustrated, nonce, role, user), illustrated
        except (Refused, Unfit) as setback:
            if illustrated.drawn is None or not _may_be_for_a_file(setback.__cause__):
                raise
            log.warning("a picture was not taken, so its post goes out without: %s", setback)
        return await self._post(place, dressed, nonce, role, user), dressed

    async def _post(self, place: Place, dressed: Dressed, nonce: str, role: int | None, user: int | None) -> int:
        pinged = discord.AllowedMentions(
            everyone=False,
            users=[discord.Object(user)] if user else [],
            roles=[discord.Object(role)] if role else [],
            replied_user=False,
        )
        given: dict[str, Any] = {"content": dressed.content, "allowed_mentions": pinged}
        given |= {"embed": dressed.embed} if dressed.embed else {}
        given |= {"view": dressed.view} if dressed.view else {}
        if (drawn := dressed.drawn) is not None:
            given["file"] = discord.File(io.BytesIO(drawn.content), PICTURE, description=drawn.alt[:ALT])
        if not isinstance(place.there, discord.ForumChannel):
            message = await self._asked(place.there.send(nonce=nonce, **given))
            return int(message.id)
        title = textwrap.shorten(dressed.said.splitlines()[0], FORUM_TITLE, placeholder="…")
        tags = place.there.available_tags[:1] if place.there.flags.require_tag else []
        made = await self._asked(place.there.create_thread(name=title, applied_tags=tags, **given))
        return made.message.id

    async def edit(self, place: Place, message_id: int, dressed: Dressed) -> None:
        """Let a message say something else. The files that it has stay."""
        there = place.there
        if isinstance(there, discord.ForumChannel):
            there = self.client.get_channel(message_id) or await self._thread(message_id)
        if isinstance(there, discord.Thread) and there.archived and not there.locked:
            thread = there
            await self._paced(lambda: thread.edit(archived=False))
        channel: Any = there.dm_channel if isinstance(there, discord.User) else there
        message = channel.get_partial_message(message_id)
        await self._paced(lambda: message.edit(content=dressed.content, embed=dressed.embed))

    async def _thread(self, thread_id: int) -> Any:
        """The thread that a post in a forum is: where it is gone, the post is, and not the forum."""
        try:
            return await self._paced(lambda: self.client.fetch_channel(thread_id))
        except Refused as refused:
            raise Deleted(str(refused)) from refused

    async def find(self, place: Place, mark: str, since: dt.datetime) -> int | None:
        """The number of the bot's message with that mark, 0 if there is none; ``None`` if that cannot be found out."""
        if not place.is_readable:
            return None
        try:
            if isinstance(place.there, discord.ForumChannel):
                return await self._paced(lambda: self._in_forum(place.there, mark, since - CLOCKS_DIFFER))
            return await self._paced(lambda: self._in_history(place.there, mark, since - CLOCKS_DIFFER))
        except (Refused, Deleted):
            return None

    async def _in_history(self, there: Any, mark: str, since: dt.datetime) -> int | None:
        looked_at = 0
        async for message in there.history(limit=LOOKED_THROUGH):
            looked_at += 1
            if self._is_ours(message.author.id) and _bears(message, mark):
                return int(message.id)
            if looked_at >= LOOKED_AT_ANYHOW and message.created_at < since:
                return 0
        return 0 if looked_at < LOOKED_THROUGH else None

    async def _in_forum(self, forum: discord.ForumChannel, mark: str, since: dt.datetime) -> int:
        ours = [
            each for each in await forum.guild.active_threads() if each.parent_id == forum.id and self._is_ours(each.owner_id)
        ]
        async for thread in forum.archived_threads(limit=LOOKED_AT_ANYHOW):
            ours += [thread] if self._is_ours(thread.owner_id) else []
        for thread in sorted(ours, key=lambda each: each.id, reverse=True):
            if thread.created_at is not None and thread.created_at < since:
                break
            await self.pace.turn()
            if _bears(await thread.fetch_message(thread.id), mark):
                return thread.id
        return 0

    async def publish(self, channel_id: int, message_id: int) -> None:
        """Let a post go to the channels that follow its channel."""
        place = await self.channel(channel_id)
        if not (isinstance(place.there, discord.TextChannel) and place.there.is_news()):
            raise Unfit("only posts in announcement channels are published")
        message = place.there.get_partial_message(message_id)
        with _setbacks():
            try:
                await self._paced(message.publish, named=False)
            except discord.HTTPException as error:
                if error.code != ALREADY_PUBLISHED:
                    raise

    def _is_ours(self, user_id: int) -> bool:
        return self.client.user is not None and user_id == self.client.user.id

    async def _paced(self, request: Callable[[], Coroutine[Any, Any, Result]], *, named: bool = True) -> Result:
        await self.pace.turn()
        return await self._asked(request(), named=named)

    async def _asked(self, request: Coroutine[Any, Any, Result], *, named: bool = True) -> Result:
        """What Discord answers, if it does in time.

        While discord.py waits for the end of the global limit, it holds back every request of the bot; if it were cancelled in that,
        it would hold them for ever. So for that there is more patience.
        """
        unasked = contextvars.copy_context()
        unasked.run(UNASKED.set, True)
        task = asyncio.get_running_loop().create_task(request, context=unasked)
        try:
            await asyncio.wait({task}, timeout=PATIENCE)
            while not task.done() and self.pace.held:
                await asyncio.wait({task}, timeout=self.pace.held + 1)
        finally:
            in_time = task.done()
            task.cancel()
        if not in_time:
            await asyncio.wait({task})
        with _setbacks() if named else contextlib.nullcontext():
            try:
                return task.result()
            except asyncio.CancelledError:
                raise TimeoutError(f"no answer within {PATIENCE:.0f} s") from None


@contextlib.contextmanager
def _setbacks() -> Iterator[None]:
    """What discord.py raises, by what it means for a post."""
    try:
        yield
    except discord.RateLimited as limited:
        raise Limited(str(limited), limited.retry_after) from limited
    except discord.HTTPException as error:
        raise _setback(error) from error
    except (TimeoutError, OSError, aiohttp.ClientError) as error:
        raise Unanswered(f"{type(error).__name__}: {error}") from error


def _setback(error: discord.HTTPException) -> Setback:
    if error.code == GONE:
        return Deleted("the post was deleted")
    # Only Discord itself gives a code; what stands in front of it, and a token that is not known any more, say nothing of a channel.
    if isinstance(error, discord.Forbidden | discord.NotFound) and error.code:
        return Refused(reason(error))
    if error.status in (401, 403, 404, 429) or error.status >= 500:
        return Unanswered(str(error))
    return Unfit(str(error))


def _may_be_for_a_file(error: BaseException | None) -> bool:
    """Whether Discord may have refused a post for its picture alone, which it does not say."""
    return isinstance(error, discord.HTTPException) and (error.code == NO_PERMISSION or error.status == TOO_LARGE)


def _with_picture(embed: discord.Embed) -> discord.Embed:
    return embed.copy().set_image(url=f"attachment://{PICTURE}")


def reason(refusal: discord.Forbidden | discord.NotFound) -> str:
    """Why Discord does not let the bot in, in words for those who can mend it."""
    if refusal.code == CLOSED:
        return "they take no direct messages from me"
    if refusal.code in SHUT:
        return "the thread is closed"
    if isinstance(refusal, discord.NotFound):
        return "the channel is gone, or hidden from me"
    return "I lack the permission to write there (View Channel, Send Messages)"


def shows_embeds(there: Any) -> bool:
    """Whether embeds are shown in a channel or a thread."""
    may = _permissions(there)
    return may is None or may.embed_links


def _permissions(there: Any) -> discord.Permissions | None:
    """What the bot may do there; ``None`` with a person, or where that cannot be told."""
    if not isinstance(there, discord.abc.GuildChannel | discord.Thread):
        return None
    with contextlib.suppress(discord.ClientException):  # the channel of a thread is not known
        return there.permissions_for(there.guild.me)
    return None


def _bears(message: discord.Message, mark: str) -> bool:
    return mark in message.content or any(mark in (embed.footer.text or "") for embed in message.embeds)
