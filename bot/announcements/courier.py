"""The courier: takes what is due from the outbox to Discord, once.

Before a post goes out, the store says so by a claim; afterwards it says what became of it. A courier that is killed in between leaves
the claim behind, and the next one finds out: within :data:`KNOWN_FOR` Discord itself knows a second try by its nonce, later the channel is
searched for the post's mark, and where that cannot be done the moderators are asked to look. So nothing is lost and nothing comes twice.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
import logging
import random
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field

from bot.announcements import planning, watching
from bot.announcements.door import Deleted, Door, Dress, Dressed, Limited, Place, Refused, Setback, Unanswered, Unfit
from bot.announcements.illustrator import Drawn, Illustrator
from bot.announcements.kinds import KINDS, CatchUp
from bot.announcements.notes import Notes
from bot.announcements.post import Post, had_picture
from bot.announcements.telling import prepared, same_day
from bot.domain.announcements import Announcement, Delivery, DeliveryState
from bot.domain.records import Countries
from bot.errors import ID_ALPHABET, StoreError
from bot.store import announcements, outbox
from bot.store.database import Connection, Database

log = logging.getLogger(__name__)

KNOWN_FOR = dt.timedelta(minutes=2)
"""For so long after the first try Discord surely knows a second one by its nonce ("in the past few minutes").

Source: https://discord.com/developers/docs/resources/message#create-message
"""
MOST_FAILURES = 5
"""A post that fails so often for a reason of its own is set aside."""
AT_ONCE = 180
"""How many deliveries are under way at most: some wait long for an answer."""
IN_A_QUEUE = 60
"""How many wait for their turn at most: more than go out between two ticks. What waits may have been posted, should the bot be killed."""
STALE = dt.timedelta(seconds=10)
"""Whose turn comes later than this after it was claimed looks whether the claim still holds."""
FIRST_RETRY, LONGEST_RETRY = 5.0, 600.0
"""Seconds until something is tried again: longer each time."""
PUBLISHED_AGAIN = 60.0
"""Seconds until publishing is tried again."""
LEAVING = 10.0
"""Seconds that what is under way has when the bot stops. What is cut off then is found out about at the next start."""
NONCE = 25

Tell = Callable[[Announcement, str], Awaitable[None]]
"""Tells the moderators of an announcement's server something about it."""


class NotTried(Setback):
    """It was not even begun to post it, and that had no reason of its own."""


@dataclass(frozen=True, slots=True)
class _Ready:
    """A delivery that is to be tried, as it was before it was claimed."""

    delivery: Delivery
    post: Post
    order: Announcement | None
    over: bool
    """Whether its day is over: if it was not posted, it is not posted any more."""
    at: dt.datetime
    """When the claim was known to hold."""

    @property
    def tried(self) -> dt.datetime | None:
        """When it may have been posted first."""
        return self.delivery.first_tried_at


@dataclass
class Courier:
    """Delivers what is due.

    Args:
        countries: what countries are called, now.
        name: another word for every run of the bot.
        chance: spreads retries.
        illustrator: has pictures drawn; ``None`` for posts without.
    """

    store: Database
    door: Door
    clock: Callable[[], dt.datetime]
    dress: Dress
    tell: Tell
    countries: Callable[[], Countries]
    name: str
    chance: random.Random
    illustrator: Illustrator | None = None
    _under_way: dict[asyncio.Task[None], int] = field(default_factory=dict, init=False)
    """What is being delivered or published, with the number of the delivery."""
    _without_embeds: set[int] = field(default_factory=set, init=False)
    """Channels of which the moderators know that embeds are not shown there."""
    _leaving: bool = field(default=False, init=False)

    def __post_init__(self) -> None:
        self._notes = Notes(self.store)

    async def deliver_due(self) -> int:
        """Claim what is due, as much as there is room for, and begin to deliver it, each by itself. Returns how many were claimed.

        From then on each may have been posted, and the store says so.
        """
        now, room = self.clock(), self._room()
        # Most of the time nothing is due: then nothing is written.
        if not room or not await self.store.read(lambda db: outbox.may_claim(db, now)):
            return 0
        busy = tuple(self._under_way.values())

        def claim(db: Connection) -> list[Delivery]:
            claimed = outbox.claim(db, now, self.name, room, busy)
            for delivery in claimed:
                outbox.trying(db, delivery, now)
            return claimed

        claimed = await self.store.write(claim)
        for delivery in claimed:
            self._begin(delivery, self._deliver(delivery))
        return len(claimed)

    async def publish_due(self) -> int:
        """Let posts in announcement channels go to the channels that follow them. Returns how many are tried."""
        now, room = self.clock(), self._room()
        if not room or not await self.store.read(lambda db: outbox.may_publish(db, now)):
            return 0
        due = await self.store.write(lambda db: outbox.claim_to_publish(db, now, room))
        for delivery in due:
            self._begin(delivery, self._publish(delivery))
        return len(due)

    async def settled(self) -> None:
        """Wait until nothing is under way."""
        while self._under_way:
            await asyncio.wait(self._under_way)

    async def leave(self) -> None:
        """Begin nothing more, and wait a little for what is under way."""
        self._leaving = True
        if not self._under_way:
            return
        _, late = await asyncio.wait(self._under_way, timeout=LEAVING)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    def _room(self) -> int:
        """How many more may be under way: none while Discord wants nothing."""
        if self._leaving or self.door.pace.rests:
            return 0
        return max(0, min(AT_ONCE - len(self._under_way), IN_A_QUEUE - self.door.pace.waiting))

    def _begin(self, delivery: Delivery, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(self._alone(delivery, work))
        self._under_way[task] = delivery.delivery_id
        task.add_done_callback(self._under_way.pop)

    async def _alone(self, delivery: Delivery, work: Coroutine[None, None, None]) -> None:
        """See to one, whatever happens to it: no other is to suffer from it."""
        try:
            await work
        except StoreError as error:
            # The claim runs out, and then it is found out what became of it.
            log.warning("what became of delivery %d could not be noted: %s", delivery.delivery_id, error)
        except Exception:
            log.exception("delivery %d failed", delivery.delivery_id)

    # ---- Delivering ---------------------------------------------------------------------------------------------------

    async def _deliver(self, delivery: Delivery) -> None:
        claimed_at = self.clock()
        new = delivery.first_tried_at is None
        try:
            # All that a post costs is done when it is its turn, so that it costs little at a time.
            await self.door.pace.turn()
            ready = await self._ready(delivery, claimed_at)
            if ready is not None:
                await self._take(ready)
        except Refused as refused:
            await self._refused(delivery, str(refused))
        except Deleted:
            await self._ended(delivery, DeliveryState.DROPPED, "the post that it corrects was deleted")
        except Limited as limited:
            await self._later(delivery, limited.seconds, str(limited), certain=new)
        except NotTried as not_tried:
            await self._later(delivery, self._backoff(delivery), str(not_tried), certain=new)
        except Unanswered as unanswered:
            await self._later(delivery, self._backoff(delivery), str(unanswered))
        except Unfit as unfit:
            await self._failed(delivery, str(unfit), certain=new)
        except StoreError:
            raise
        except Exception as error:
            log.exception("delivery %d failed", delivery.delivery_id)
            await self._failed(delivery, f"{type(error).__name__}: {error}")

    async def _ready(self, delivery: Delivery, claimed_at: dt.datetime) -> _Ready | None:
        """What is to be tried now; ``None`` if nothing is, which is noted, or if somebody else has claimed it since."""
        if not await self._is_ours(delivery, claimed_at):
            return None
        now = self.clock()

        def read(db: Connection) -> _Ready | dt.datetime | str:
            made = prepared(db, delivery, now, self.countries())
            if isinstance(made, str):
                return made
            post, order = made
            zone = announcements.zone_of(db, order.guild_id) if order else "UTC"
            if order is not None and delivery.corrects is None and delivery.first_tried_at is None:
                until = planning.out_of_quiet(order, now, zone)
                if until > now:
                    return until
            bound = KINDS[delivery.occurrence.kind].catch_up is CatchUp.SAME_DAY and delivery.corrects is None
            return _Ready(delivery, post, order, bound and not same_day(delivery.occurrence.due_at, now, zone), now)

        found = await self.store.read(read)
        if isinstance(found, _Ready):
            return found
        if isinstance(found, str):
            await self._ended(delivery, DeliveryState.DROPPED, found)
        else:
            await self.store.write(lambda db: outbox.put_off(db, delivery, found, "it waits for the end of the quiet hours"))
        return None

    async def _take(self, ready: _Ready) -> None:
        """Post it, unless it turns out that it was posted before."""
        delivery, order = ready.delivery, ready.order
        place = await self._place(delivery)
        dressed = self.dress(ready.post, mark_of(delivery), order, place.shows_embeds)
        if delivery.corrects is not None:
            await self._correct(delivery, dressed, place)
            return
        drawn = await self._drawn(ready, place, dressed)
        if drawn is not None and not await self._is_ours(delivery, ready.at):
            return
        if self._has_to_look(ready, place) and not await self._is_missing(ready, place, dressed.illustrated(drawn)):
            return
        about = delivery.occurrence.about
        message, posted = await self.door.post(
            place, dressed, nonce_of(delivery), drawn=drawn, role=order.role_id if order else None, user=about.get("mention")
        )
        await self._sent(delivery, message, posted)
        await self._say_without_embeds(order, place)

    async def _drawn(self, ready: _Ready, place: Place, dressed: Dressed) -> Drawn | None:
        """Its picture, where one can be shown and could be drawn in time."""
        if self.illustrator is None or dressed.embed is None or not place.takes_files:
            return None
        return await self.illustrator.drawn(ready.post.picture, place.guild_id)

    async def _is_ours(self, delivery: Delivery, since: dt.datetime) -> bool:
        """Whether the claim still holds; it is not even asked if it held a moment ago."""
        now = self.clock()
        return now - since <= STALE or await self.store.write(lambda db: outbox.trying(db, delivery, now))

    async def _place(self, delivery: Delivery) -> Place:
        try:
            return await (self.door.person if delivery.to_person else self.door.channel)(delivery.channel_id)
        except Unanswered as unanswered:
            raise NotTried(str(unanswered)) from unanswered

    def _has_to_look(self, ready: _Ready, place: Place) -> bool:
        """Whether it may have been posted, and Discord does not surely know a second try as the same."""
        if ready.tried is None:
            return False
        # If the clock was set back, nobody knows for how long it has been.
        return ready.over or place.is_forum or not dt.timedelta() <= self.clock() - ready.tried <= KNOWN_FOR

    async def _is_missing(self, ready: _Ready, place: Place, dressed: Dressed) -> bool:
        """Look for it where it may have been posted; whether it is not there, and is to be posted. Else it is noted what became of it."""
        delivery = ready.delivery
        assert ready.tried is not None
        found = await self.door.find(place, mark_of(delivery), ready.tried)
        if found is None:
            await self._uncertain(delivery, ready.order)
        elif found:
            await self._sent(delivery, found, dressed)
        elif ready.over:
            await self._ended(delivery, DeliveryState.DROPPED, "its day was over")
        else:
            now = self.clock()
            return await self.store.write(lambda db: outbox.not_there(db, delivery, now))
        return False

    async def _correct(self, delivery: Delivery, dressed: Dressed, place: Place) -> None:
        """Edit the post that it corrects. To do it twice does no harm."""
        first = await self.store.read(lambda db: outbox.one(db, delivery.corrects or 0))
        if first is None or first.message_id is None:
            await self._ended(delivery, DeliveryState.DROPPED, "what it corrects was not posted")
            return
        # The picture stays as it was: a published copy keeps its first one in any case.
        kept = dressed.still_illustrated() if place.shows_embeds and had_picture(first.said) else dressed
        await self.door.edit(place, first.message_id, kept)
        await self._sent(delivery, first.message_id, kept)

    # ---- What became of it --------------------------------------------------------------------------------------------

    async def _sent(self, delivery: Delivery, message_id: int, dressed: Dressed) -> None:
        at = self.clock()
        await self._notes.write(lambda db: outbox.sent(db, delivery, at, message_id, dressed.said))

    async def _ended(self, delivery: Delivery, state: DeliveryState, why: str) -> None:
        await self.store.write(lambda db: outbox.end(db, delivery, state, why))

    async def _later(self, delivery: Delivery, seconds: float, error: str, *, certain: bool = False) -> None:
        """Try again: nothing is given up because Discord or the network fails."""
        retry = self.clock() + dt.timedelta(seconds=seconds)
        await self.store.write(lambda db: outbox.again(db, delivery, retry, error, certain=certain))
        log.warning("delivery %d will be tried again in %.0f s: %s", delivery.delivery_id, seconds, error)

    async def _failed(self, delivery: Delivery, error: str, *, certain: bool = False) -> None:
        """It failed for a reason of its own: after a few times it is set aside, and the moderators hear of it."""
        if delivery.attempts + 1 < MOST_FAILURES:
            retry = self.clock() + dt.timedelta(seconds=self._backoff(delivery))
            await self.store.write(lambda db: outbox.again(db, delivery, retry, error, own_fault=True, certain=certain))
            return
        await self._ended(delivery, DeliveryState.SET_ASIDE, error)
        log.error("delivery %d is set aside: %s", delivery.delivery_id, error)
        await self._say(await self._order(delivery), f"A post failed {MOST_FAILURES} times and was set aside ({error[:200]}).")

    async def _refused(self, delivery: Delivery, why: str) -> None:
        """Discord does not let it in there: what goes there rests, with the reason, and nothing of it is lost."""
        now, certain = self.clock(), delivery.first_tried_at is None

        def pause(db: Connection) -> list[Announcement]:
            if delivery.announcement_id is None:
                watching.refused(db, delivery, why, now, certain=certain)
                return []
            outbox.again(db, delivery, now, why, certain=certain)
            return announcements.pause_channel(db, delivery.channel_id, why)

        paused = await self.store.write(pause)
        if paused:
            numbers = ", ".join(str(each.announcement_id) for each in paused)
            which = f"Announcement {numbers} is" if len(paused) == 1 else f"Announcements {numbers} are"
            await self._say(paused[0], f"{which} paused: {why}. Nothing is lost; resume when that is mended.")

    async def _uncertain(self, delivery: Delivery, order: Announcement | None) -> None:
        why = "it may have been posted, and I cannot read the channel to find out"
        await self._ended(delivery, DeliveryState.UNCERTAIN, why)
        await self._say(
            order, f"A post ({mark_of(delivery)}) may or may not have gone out, and I cannot read the channel. Please look."
        )

    async def _say_without_embeds(self, order: Announcement | None, place: Place) -> None:
        """Tell the moderators, once in a run of the bot, that a channel gets less than it should."""
        if order is None:
            return
        if place.shows_embeds:
            self._without_embeds.discard(order.channel_id)
        elif order.channel_id not in self._without_embeds:
            self._without_embeds.add(order.channel_id)
            await self._say(order, "I lack the permission Embed Links there, so posts go out without their details.")

    async def _say(self, order: Announcement | None, words: str) -> None:
        """Tell the moderators; what is noted of the delivery stands, whether or not they can be reached."""
        if order is None:
            return
        try:
            await self.tell(order, words)
        except Exception:
            log.exception("the moderators of announcement %d could not be told: %s", order.announcement_id, words)

    # ---- Publishing ---------------------------------------------------------------------------------------------------

    async def _publish(self, delivery: Delivery) -> None:
        at, message_id = self.clock(), delivery.message_id
        assert message_id is not None
        try:
            await self.door.publish(delivery.channel_id, message_id)
        except (Refused, Deleted, Unfit) as refused:
            why = f"it could not be published: {refused}"
            await self.store.write(lambda db: outbox.not_published(db, delivery, at, why))
            await self._say(await self._order(delivery), f"A post ({mark_of(delivery)}) went out, but {why}. Publish it by hand.")
        except Setback as setback:
            wait = setback.seconds if isinstance(setback, Limited) else PUBLISHED_AGAIN
            again = at + dt.timedelta(seconds=wait)
            await self.store.write(lambda db: outbox.publish_again(db, delivery, again))
        else:
            done = self.clock()
            await self.store.write(lambda db: outbox.published(db, delivery, done))

    async def _order(self, delivery: Delivery) -> Announcement | None:
        number = delivery.announcement_id
        return None if number is None else await self.store.read(lambda db: announcements.one(db, number))

    def _backoff(self, delivery: Delivery) -> float:
        """Seconds until the next try: longer each time, and never for all the same."""
        longer = 2.0 ** min(delivery.fence - 1, 7)
        return min(LONGEST_RETRY, FIRST_RETRY * longer) * self.chance.uniform(0.8, 1.2)


def nonce_of(delivery: Delivery) -> str:
    """What Discord knows a second try by: 25 characters of a hash of the occurrence and the channel."""
    return _hash(delivery)[:NONCE]


def mark_of(delivery: Delivery) -> str:
    """What a post is found again by, in the channel and by moderators: ``K7M-4Q2``."""
    number = int(_hash(delivery), 16)
    letters = "".join(ID_ALPHABET[number // len(ID_ALPHABET) ** place % len(ID_ALPHABET)] for place in range(6))
    return f"{letters[:3]}-{letters[3:]}"


def _hash(delivery: Delivery) -> str:
    return hashlib.sha256(f"{delivery.occurrence.key}\n{delivery.channel_id}".encode()).hexdigest()
