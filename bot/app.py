"""Settings -> TwinBot. The one room that knows all the others: :func:`create_bot` wires them."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import gc
import hashlib
import json
import logging
import random
import signal
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import aiohttp
import discord
from discord.ext import commands

from bot.announcements.pace import Pace
from bot.catalogue.shelf import stocked
from bot.cogs.people import People
from bot.desks import DeskBot
from bot.domain.records import CatalogueFacts, Countries
from bot.errors import StoreError, TokenRefused
from bot.moderation.permissions import Person
from bot.pictures.kept import KeptPictures
from bot.pictures.studio import Studio
from bot.search import Search
from bot.settings import Settings, shipped_data_dir
from bot.store import kept, loading, places
from bot.store.changes import PLACES_CHANGED
from bot.store.database import Connection, Database, connect
from bot.store.gazetteer import Gazetteer
from bot.ui.card import Asking

if TYPE_CHECKING:
    from bot.cogs.open_forms import OpenForms
    from bot.moderation.review import Rules
    from bot.store.network import KnownNetwork

SYNCED = "synced commands"
MOST_PATIENCE = 30.0
"""Seconds that a request waits for its turn where Discord limits how many there are; then it is refused, and who asked hears of it."""

UNCOUNTED = ("/interactions/", "/webhooks/")
"""Source: https://discord.com/developers/docs/interactions/receiving-and-responding#endpoints"""

Clock = Callable[[], dt.datetime]
Progress = Callable[[str, int, int], None]

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Loaded:
    """What the bot holds in memory of a catalogue."""

    fingerprint: str
    countries: Countries
    ties: Mapping[int, int]
    facts: CatalogueFacts
    search: Search


class TwinBot(DeskBot):
    """The bot with its rooms.

    Args:
        settings: how it is set up.
        store: the opened store.
        gazetteer: the names of the world's places.
        clock: what time it is, in UTC.
        chance: where the ids of errors come from.
    """

    def __init__(self, settings: Settings, store: Database, gazetteer: Gazetteer, *, clock: Clock, chance: random.Random) -> None:
        self.pace = Pace()
        intents = discord.Intents(guilds=True, guild_messages=True, dm_messages=True, message_content=settings.message_content)
        super().__init__(
            commands.when_mentioned_or(settings.prefix) if settings.message_content else commands.when_mentioned,
            intents=intents,
            help_command=None,
            case_insensitive=True,
            strip_after_prefix=True,
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_ratelimit_timeout=MOST_PATIENCE,
            http_trace=_noted(self.pace),
            owner_ids=settings.owner_ids or None,
        )
        self.settings = settings
        self.store = store
        self.gazetteer = gazetteer
        self.clock = clock
        self.chance = chance
        self.studio = _studio(settings) if settings.pictures else None
        self._people = People(self)
        self._take(store.read_now(self._loaded))
        self._seen_generation = store.generation
        self._reloading: asyncio.Task[None] | None = None

    @property
    def name(self) -> str:
        """What members call the bot."""
        return self.user.name if self.user else "Twinbot"

    def asking(self, asker: int) -> Asking:
        """Who asks, now, and how commands are typed here."""
        if self.store.generation != self._seen_generation and (self._reloading is None or self._reloading.done()):
            self._seen_generation = self.store.generation
            self._reloading = asyncio.create_task(self._reload())
        prefix = self.settings.prefix if self.settings.message_content else "/"
        return Asking(asker, self.clock().date(), prefix, self.countries)

    async def person(self, user: discord.abc.User, guild: discord.Guild | None) -> Person:
        """What somebody is here, looked at anew."""
        return await self._people.person(user, guild)

    @cached_property
    def forms(self) -> OpenForms:
        """The forms that somebody is filling in."""
        from bot.cogs.open_forms import OpenForms  # noqa: PLC0415  # read when the first form is opened

        return OpenForms(self.clock)

    @cached_property
    def network(self) -> KnownNetwork:
        """The pairings as a network."""
        from bot.store.network import KnownNetwork  # noqa: PLC0415  # read when the bot is ready

        return KnownNetwork(self.store, self.clock)

    @property
    def rules(self) -> Rules:
        """What the operator has set for proposals."""
        from bot.moderation.review import Rules  # noqa: PLC0415  # read with the first proposal

        return Rules(self.settings.suggestions_per_day, self.settings.allowed_domains, self.settings.home_guild)

    async def refresh(self) -> None:
        """Take what is held in memory of the catalogue anew, if it changed."""
        await self._reload()

    async def on_ready(self) -> None:
        """Say that the bot listens, and in how many servers."""
        log.info("ready as %s in %d servers", self.name, len(self.guilds))
        # Where nobody waits: the first answer that needs them finds them ready.
        self.begin(self.network.warm_up())
        if self.studio is not None:
            self.begin(self.studio.warm_up())

    async def close(self) -> None:
        """Leave Discord, then end what draws, and close the files."""
        await super().close()
        if self.studio is not None:
            await self.studio.close()
        self.store.close()
        self.gazetteer.close()

    def _loaded(self, db: Connection) -> _Loaded:
        """What is held in memory of the catalogue, from one state of the store."""
        countries = places.countries(db)
        return _Loaded(
            _fingerprint(db),
            countries,
            places.pairings_per_city(db),
            _facts(db),
            _search(db, self.gazetteer),
        )

    def _take(self, loaded: _Loaded) -> None:
        self._fingerprint = loaded.fingerprint
        self.countries = loaded.countries
        self.ties = loaded.ties
        self.catalogue_facts = loaded.facts
        self.search = loaded.search

    async def _reload(self) -> None:
        """Somebody wrote to the store: if it holds another catalogue now, take what is held in memory from that."""
        try:
            fingerprint = await self.store.read(_fingerprint)
            if fingerprint != self._fingerprint:
                self._take(await self.store.read(self._loaded))
                log.info("the catalogue changed; answering from that of %s", self.catalogue_facts.date)
        except StoreError as error:
            log.warning("the catalogue could not be read anew: %s", error)

    def wished(self) -> Iterator[str]:
        """What is there only where the operator wants it, and is not even read elsewhere."""
        if self.settings.check_links:
            yield "bot.cogs.link_checks:LinkChecks"
        if self.settings.announcements:
            yield "bot.cogs.announcer:Announcer"

    async def when_all_open(self) -> None:
        """Tell Discord of the commands if they changed. If it does not take them, typed ones work all the same."""
        try:
            await self._sync_if_changed()
        except discord.DiscordException as error:
            log.warning("Discord did not take the slash commands, so they are told again at the next start: %s", error)
        # What was loaded so far stays: looking through it again and again would stop the loop for some 50 ms each time.
        gc.collect()
        gc.freeze()

    async def _sync_if_changed(self) -> None:
        """Discord allows few changes of the commands a day, so they are sent only if they are not what it has."""
        home = discord.Object(self.settings.home_guild) if self.settings.home_guild else None
        if home is not None:
            self.tree.copy_global_to(guild=home)
        payload = [command.to_dict(self.tree) for command in self.tree.get_commands(guild=home)]
        fingerprint = hashlib.sha256(json.dumps([home.id if home else 0, payload], sort_keys=True).encode()).hexdigest()
        name = f"{SYNCED} of {self.application_id}"
        known = await self.store.read(lambda db: kept.get(db, name))
        if known == fingerprint and {each.name for each in await self.tree.fetch_commands(guild=home)} == {
            each["name"] for each in payload
        }:
            return
        await self.tree.sync(guild=home)
        log.info("told Discord of %d commands", len(payload))
        try:
            await self.store.write(lambda db: kept.put(db, name, fingerprint))
        except StoreError as error:
            log.warning("that the commands are told could not be kept, so they are told again at the next start: %s", error)


def _now() -> dt.datetime:
    """The present, looked up where it is each time, so that a test's clock holds."""
    return discord.utils.utcnow()


def prepare(settings: Settings, progress: Progress | None = None) -> tuple[Path, Path]:
    """Build the store and the gazetteer if they are missing or older than what ships. Returns where they are.

    Args:
        progress: hears what is being built: a name, how much is done, how much there is.

    Raises:
        PackageError: the catalogue to build from is missing or has mistakes.
        StoreError: the store cannot be used.
    """
    return stocked(settings.store_path, settings.data_dir, progress)


def create_search(settings: Settings, progress: Progress | None = None) -> Search:
    """The search alone, without Discord. Raises what :func:`prepare` does."""
    store, gazetteer = prepare(settings, progress)
    with contextlib.closing(connect(store, read_only=True)) as db:
        return _search(db, Gazetteer(gazetteer))


def create_bot(
    settings: Settings, *, progress: Progress | None = None, clock: Clock | None = None, chance: random.Random | None = None
) -> TwinBot:
    """The bot, with its store and gazetteer built if they are missing. Raises what :func:`prepare` does.

    Args:
        progress: hears what is being built: a name, how much is done, how much there is.
        clock: what time it is; by default discord.py's own.
        chance: where the ids of errors come from.
    """
    store, gazetteer = prepare(settings, progress)
    return TwinBot(
        settings,
        Database(store),
        Gazetteer(gazetteer),
        clock=clock or _now,
        chance=chance or random.Random(),  # noqa: S311 - an id to find a line in the log by is no secret
    )


def run(settings: Settings) -> None:
    """Run on Discord until stopped.

    Without the message-content intent the bot starts all the same and answers slash commands and mentions.

    Raises:
        TokenRefused: Discord does not know the token.
    """
    assert settings.discord_token is not None
    token = settings.discord_token.get_secret_value()
    try:
        asyncio.run(_run(create_bot(settings), token))
    except discord.PrivilegedIntentsRequired:
        log.warning(
            "Discord has not granted the message-content intent: %stwin is not heard, /twin and @mention are. Switch the intent on "
            "under Bot in Discord's Developer Portal, or set TWINBOT_MESSAGE_CONTENT=false to start without this warning.",
            settings.prefix,
        )
        asyncio.run(_run(create_bot(settings.model_copy(update={"message_content": False})), token))


async def _run(bot: TwinBot, token: str) -> None:
    async with bot:
        if sys.platform != "win32":  # there an interrupt ends the loop by itself, and no loop takes signals
            for stop in (signal.SIGTERM, signal.SIGINT):
                asyncio.get_running_loop().add_signal_handler(stop, lambda: asyncio.ensure_future(bot.close()))
        try:
            await bot.start(token)
        except discord.LoginFailure as error:
            raise TokenRefused from error
        if bot.failure is not None:
            raise bot.failure


def _noted(pace: Pace) -> aiohttp.TraceConfig:
    """Lets no more requests out than Discord takes, and notes how it answers them."""

    async def asked(_: aiohttp.ClientSession, __: object, request: aiohttp.TraceRequestStartParams) -> None:
        # Answers to slash commands and presses do not count against the bot's requests a second.
        if not any(part in request.url.path for part in UNCOUNTED):
            await pace.leaving()

    async def answered(_: aiohttp.ClientSession, __: object, request: aiohttp.TraceRequestEndParams) -> None:
        pace.answered(request.response.status, request.response.headers)

    trace = aiohttp.TraceConfig()
    trace.on_request_start.append(asked)
    trace.on_request_end.append(answered)
    return trace


def _studio(settings: Settings) -> Studio:
    return Studio(shipped_data_dir() / "world.npz", KeptPictures(settings.store_path.parent / "pictures"))


def _search(db: Connection, gazetteer: Gazetteer) -> Search:
    names = {code: country.name for code, country in places.countries(db).by_code.items()}
    return Search(gazetteer, places.cities(db), places.names(db), names, places.pairings_per_city(db))


def _fingerprint(db: Connection) -> str:
    """Changes with the edition of the catalogue, and with every change of a place or a pairing in it."""
    return f"{kept.get(db, loading.FINGERPRINT)} {kept.get(db, PLACES_CHANGED)}"


def _facts(db: Connection) -> CatalogueFacts:
    return CatalogueFacts(
        kept.get(db, loading.CATALOGUE_DATE) or "an unknown day", kept.get(db, loading.POPULATION_SOURCE) or "GeoNames’ figures"
    )
