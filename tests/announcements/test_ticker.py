"""The ticker: nothing that goes wrong in it ends it, and whoever runs the bot can see that it is alive."""

from __future__ import annotations

import asyncio
import datetime as dt
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.__main__ import main
from bot.announcements import health
from bot.announcements.kinds import KINDS
from bot.store import setbacks
from bot.store.database import Connection
from tests.announcements.conftest import NOON
from tests.announcements.post_office import NEWS, Poisonous, PostOffice, Weather, office
from tests.factories import CHICAGO

__all__ = ["office"]


class Stumbling:
    """A carrier that fails however it is asked."""

    def __init__(self) -> None:
        self.asked = 0

    async def deliver_due(self) -> int:
        self.asked += 1
        raise RuntimeError("the network is gone")

    async def publish_due(self) -> int:
        self.asked += 1
        raise RuntimeError("the network is gone")


@pytest.fixture
def heartbeat(office: PostOffice, tmp_path: Path) -> Path:
    office.ticker.heartbeat = tmp_path / health.HEARTBEAT
    return office.ticker.heartbeat


async def seen(office: PostOffice, heartbeat: Path) -> health.Health:
    return await office.store.read(lambda db: health.look(db, heartbeat, office.clock()))


class TestTicking:
    async def test_a_step_that_fails_does_not_keep_the_others_from_their_turn(self, office: PostOffice, heartbeat: Path) -> None:
        carrier = Stumbling()
        office.ticker.carrier = carrier
        await office.tick(2)
        assert carrier.asked == 4
        assert health.last_beat(heartbeat) == NOON

    async def test_a_store_that_cannot_be_read_for_a_while_ends_nothing(
        self, office: PostOffice, heartbeat: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        await office.order()
        await office.suspend()

        async def unreadable(*_: object, **__: object) -> None:
            raise OSError("the disk is gone")

        with monkeypatch.context() as broken:
            broken.setattr(office.store, "read", unreadable)
            await office.tick()
        assert health.last_beat(heartbeat) is None, "it shows"
        await office.tick()
        assert len(office.texts()) == 1

    async def test_one_announcement_that_fails_leaves_the_others_alone(
        self, office: PostOffice, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        poison = Poisonous()
        monkeypatch.setitem(KINDS, poison.name, poison)
        await office.order(poison.name, rhythm="every day 13:00")
        good = await office.order(channel_id=NEWS)
        await office.suspend()
        office.clock.advance(hours=1)
        await office.tick()
        assert await office.states(good) == ["sent"]

    async def test_what_was_set_aside_is_said_once_even_if_the_moderators_cannot_be_told_at_first(
        self, office: PostOffice, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        poison, told = Poisonous(), list[str]()
        monkeypatch.setitem(KINDS, poison.name, poison)
        await office.order(poison.name, rhythm="every day 12:30")

        async def tell(_: object, words: str) -> None:
            told.append(words)
            if len(told) == 1:
                raise TimeoutError

        office.ticker.tell = tell
        await office.pass_time(hours=2)
        assert len(told) == 2


class TestHeartbeat:
    async def test_it_is_written_again_and_again_but_not_with_every_tick(self, office: PostOffice, heartbeat: Path) -> None:
        written = []
        for _ in range(40):
            await office.tick()
            written.append(health.last_beat(heartbeat))
            office.clock.advance(seconds=1)
        assert sorted({beat for beat in written if beat}) == [NOON + dt.timedelta(seconds=number) for number in (0, 15, 30)]

    async def test_a_clock_that_is_set_back_does_not_stop_it(self, office: PostOffice, heartbeat: Path) -> None:
        await office.tick()
        office.clock.advance(hours=-1)
        await office.tick()
        assert health.last_beat(heartbeat) == office.clock()

    async def test_a_folder_that_cannot_be_written_stops_nothing_else(self, office: PostOffice, tmp_path: Path) -> None:
        office.ticker.heartbeat = tmp_path / "missing" / "heartbeat.json"
        await office.order()
        await office.suspend()
        await office.tick()
        assert len(office.texts()) == 1


class TestHealth:
    async def test_a_bot_at_work_is_well(self, office: PostOffice, heartbeat: Path) -> None:
        await office.order()
        await office.suspend()
        await office.tick()
        office.clock.advance(seconds=10)
        found = await seen(office, heartbeat)
        assert found.lines == ("Last heartbeat 2026-11-22 12:00:00 UTC, 10 seconds ago.", "No post waiting, 1 sent.")
        assert not found.ill

    @pytest.mark.parametrize(
        ("written", "says"),
        [
            (None, "No heartbeat: the bot has not run with this store, or may not write beside it."),
            ("not JSON", "No heartbeat: the bot has not run with this store, or may not write beside it."),
            ('{"at": "2026-11-22T11:50:00+00:00"}', "Last heartbeat 2026-11-22 11:50:00 UTC: the bot does not run, or hangs."),
            (
                '{"at": "2026-11-22T13:00:00+00:00"}',
                "Last heartbeat 2026-11-22 13:00:00 UTC, which lies ahead: the clock was set back, and the bot has not run since.",
            ),
        ],
    )
    async def test_a_bot_that_does_not_tick_is_ill(
        self, office: PostOffice, heartbeat: Path, written: str | None, says: str
    ) -> None:
        if written is not None:
            await asyncio.to_thread(heartbeat.write_text, written)
        found = await seen(office, heartbeat)
        assert found.lines[0] == says
        assert found.ill

    async def test_posts_that_do_not_go_out_though_it_ticks_show(self, office: PostOffice, heartbeat: Path) -> None:
        await office.order()
        office.carrier.weather = Weather.FAILS
        await office.suspend()
        await office.pass_time(minutes=20)
        found = await seen(office, heartbeat)
        assert "Some have been due for over 15 minutes and do not go out." in found.lines
        assert found.ill

    async def test_what_was_set_aside_is_named_with_its_error(self, office: PostOffice, heartbeat: Path) -> None:
        def fail(db: Connection) -> None:
            for _ in range(setbacks.MOST_ATTEMPTS):
                setbacks.failed(db, "revision 12", "ValueError: poison", office.clock())

        await office.store.write(fail)
        await office.tick()
        found = await seen(office, heartbeat)
        assert "Set aside after 5 failures: revision 12 (ValueError: poison)." in found.lines
        assert found.ill

    async def test_what_nobody_knows_the_fate_of_is_counted(self, office: PostOffice, heartbeat: Path) -> None:
        await office.order()
        office.carrier.weather = Weather.UNSURE
        await office.suspend()
        await office.suspend(101, 5, CHICAGO)
        await office.tick(2)
        found = await seen(office, heartbeat)
        assert "2 posts may or may not have gone out; the moderators were asked to look." in found.lines
        assert not found.ill, "the moderators are at it"

    def test_the_command_ends_with_one_if_the_bot_does_not_run(
        self, office: PostOffice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        given = {"TWINBOT_STORE_PATH": str(office.store.path)}
        health.beat(tmp_path / health.HEARTBEAT, dt.datetime.now(dt.UTC))
        well = CliRunner().invoke(main, ["health"], env=given)
        assert (well.exit_code, "second" in well.output) == (0, True)
        health.beat(tmp_path / health.HEARTBEAT, dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
        ill = CliRunner().invoke(main, ["health"], env=given)
        assert ill.exit_code == 1
        assert "the bot does not run, or hangs" in ill.output

    def test_the_command_names_a_store_that_is_missing(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        asked = CliRunner().invoke(main, ["health"], env={"TWINBOT_STORE_PATH": str(tmp_path / "none.sqlite")})
        assert asked.exit_code == 1
        assert "none.sqlite" in asked.output
