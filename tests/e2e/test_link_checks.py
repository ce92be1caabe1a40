"""The daily round over the recorded links: only if it is switched on, and once a day."""

from __future__ import annotations

import datetime as dt

from bot.cogs.link_checks import LinkChecks
from bot.settings import Settings
from bot.store import entries
from bot.store import links as store_links
from tests.e2e.conftest import placed
from tests.factories import initiative
from tests.fakes.pages import Pages, Watch, checker_of, page

LINK = "https://example.org/help"


async def test_nobody_is_asked_unless_the_operator_wants_it(own_store: Settings) -> None:
    async with placed(own_store) as place:
        assert place.bot.get_cog("LinkChecks") is None
    wanted = {"check_links": True, "check_links_contact": "https://example.org/contact"}
    async with placed(own_store.model_copy(update=wanted)) as place:
        assert isinstance(place.bot.get_cog("LinkChecks"), LinkChecks)
        await place.bot.remove_cog("LinkChecks")


async def test_links_are_asked_once_a_day_and_what_they_say_is_kept(own_store: Settings) -> None:
    watch, clock = Watch(), [dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)]
    async with Pages() as pages, placed(own_store, lambda: clock[0]) as place:
        pages.names.everything_else_leads_to = []
        pages.names.leads_to = {"example.org": ["127.0.0.1"]}
        await place.bot.store.write(lambda db: entries.put(db, "initiatives", initiative(2_100_000_001, link=LINK)))
        cog = LinkChecks(place.bot)
        cog.checker = lambda: checker_of(pages, watch)  # type: ignore[method-assign] # for which the stand-in is the web
        for hours, status, asked in ((0, 404, ["/help"]), (23, 200, ["/help"]), (1, 200, ["/help"] * 2)):
            clock[0] += dt.timedelta(hours=hours)
            pages.put(LINK, page(status))
            await cog.tick()
            assert pages.paths("HEAD") == asked
        found = await place.bot.store.read(lambda db: store_links.check_of(db, LINK))
        assert found is not None
        assert (found.state, found.status, found.at) == ("alive", 200, clock[0])
