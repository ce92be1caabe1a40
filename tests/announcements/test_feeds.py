"""Out of Discord: what is told stands in a feed that any reader takes, and anniversaries in a calendar that any calendar takes."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from dateutil.rrule import rrulestr
from icalendar import Calendar, Component

from bot.announcements.feeds import ATOM, CALENDAR, Feeds
from tests.announcements.post_office import HERE, PostOffice, office
from tests.factories import (
    CHICAGO,
    HAMBURG,
    KYIV,
    LOS_ANGELES,
    MOSCOW,
    added,
    claim,
    countries,
    edited,
    event,
    initiative,
    new_tie,
    pairing,
)

__all__ = ["office"]

NS = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "feeds"


@pytest.fixture
def feeds(office: PostOffice, folder: Path) -> Feeds:
    return Feeds(office.store, folder, office.clock, countries)


async def written(office: PostOffice, feeds: Feeds) -> None:
    """The files as they are when the next look is over."""
    office.clock.advance(minutes=6)
    await feeds.write_if_due()


def feed_in(folder: Path) -> ET.Element:
    return ET.fromstring((folder / ATOM).read_bytes())  # noqa: S314 - what the test itself let be written


def entries(folder: Path) -> list[ET.Element]:
    return feed_in(folder).findall(f"{NS}entry")


def titles(folder: Path) -> list[str]:
    return [one.findtext(f"{NS}title", "") for one in entries(folder)]


def events(folder: Path) -> dict[str, Component]:
    """The calendar's events by what they say."""
    return {str(one["SUMMARY"]): one for one in Calendar.from_ical((folder / CALENDAR).read_bytes()).walk("VEVENT")}


def days_of(one: Component, since: str, until: str) -> list[str]:
    """On which days between two an event is, as a calendar reckons it."""
    rule = next(line.partition(":")[2] for line in one.to_ical().decode().splitlines() if line.startswith("RRULE"))
    begin, first, last = (
        dt.datetime.fromisoformat(f"{day}T00:00:00+00:00") for day in (str(one.decoded("DTSTART")), since, until)
    )
    return [f"{day:%Y-%m-%d}" for day in rrulestr(rule, dtstart=begin).between(first, last)]


def files_in(folder: Path) -> dict[str, tuple[int, int]]:
    """Each file with when it was written and which it is on the disk."""
    return {path.name: (path.stat().st_mtime_ns, path.stat().st_ino) for path in folder.iterdir()}


def spoil(folder: Path) -> None:
    folder.mkdir()
    (folder / ATOM).write_text("no feed <")
    (folder / CALENDAR).write_text("BEGIN:NOTHING")


async def sign(office: PostOffice, number: int, one: int, other: int, date: str) -> None:
    rows = [pairing(number, one, other), event(number, "signed", number), claim(number, number, date, source_id=1)]
    await office.change(*(added(row) for row in rows))


class TestAtom:
    async def test_it_has_all_that_the_standard_asks_for(self, office: PostOffice, feeds: Feeds, folder: Path) -> None:
        await office.suspend()
        await written(office, feeds)
        feed = feed_in(folder)
        assert feed.tag == f"{NS}feed"
        for part in (feed, *feed.findall(f"{NS}entry")):
            assert part.findtext(f"{NS}id", "").startswith("tag:")
            assert part.findtext(f"{NS}title")
            assert dt.datetime.fromisoformat(part.findtext(f"{NS}updated", "")).tzinfo is not None
        assert feed.findtext(f"{NS}author/{NS}name") == "Twinbot"
        [entry] = entries(folder)
        assert entry.findtext(f"{NS}content", "").startswith("San Jose suspended its tie with Yekaterinburg on 20 November 2026")
        assert entry.find(f"{NS}content").get("type", "text") == "text"  # type: ignore[union-attr] # it is there
        assert [link.get("href") for link in entry.findall(f"{NS}link")] == ["https://example.org/1"]

    async def test_it_tells_of_new_pairings_changes_of_status_and_initiatives_newest_first(
        self, office: PostOffice, feeds: Feeds, folder: Path
    ) -> None:
        await office.change(*new_tie(200, CHICAGO, HAMBURG))
        await office.suspend()
        await office.change(added(initiative(50, KYIV, "Blankets", state="open", source_id=1)))
        await written(office, feeds)
        assert [one.find(f"{NS}category").get("term") for one in entries(folder)] == [  # type: ignore[union-attr] # it is there
            "new_initiative", "status_change", "new_pairing",
        ]  # fmt: skip

    async def test_it_needs_no_server_that_ordered_anything_and_shows_no_servers_own_entries(
        self, office: PostOffice, feeds: Feeds, folder: Path
    ) -> None:
        await office.change(*new_tie(200, CHICAGO, HAMBURG, HERE), guild_id=HERE)
        await office.suspend()
        await written(office, feeds)
        assert len(entries(folder)) == 1

    async def test_an_entry_keeps_its_id_and_its_date_until_its_words_change(
        self, office: PostOffice, feeds: Feeds, folder: Path
    ) -> None:
        made = initiative(50, KYIV, "Blankets", state="open", source_id=1)
        await office.change(added(made))
        await written(office, feeds)
        [first] = entries(folder)
        await office.suspend()
        await written(office, feeds)
        same = entries(folder)[1]
        assert [one.text for one in same] == [one.text for one in first]
        await office.change(edited(made, title="Warm blankets"))
        await written(office, feeds)
        changed = entries(folder)[1]
        assert changed.findtext(f"{NS}id") == first.findtext(f"{NS}id")
        assert changed.findtext(f"{NS}published") == first.findtext(f"{NS}published")
        assert changed.findtext(f"{NS}updated", "") > first.findtext(f"{NS}updated", "")
        assert "Warm blankets" in changed.findtext(f"{NS}content", "")

    async def test_what_is_undone_stands_in_it_no_longer(self, office: PostOffice, feeds: Feeds, folder: Path) -> None:
        done = await office.change(*new_tie(200, CHICAGO, HAMBURG))
        await written(office, feeds)
        assert len(entries(folder)) == 1
        await office.undo(done)
        await written(office, feeds)
        assert entries(folder) == []

    async def test_it_holds_the_last_hundred(self, office: PostOffice, feeds: Feeds, folder: Path) -> None:
        for number in range(50, 155):
            await office.change(added(initiative(number, KYIV, f"Parcel {number}", state="open", source_id=1)))
        await written(office, feeds)
        found = titles(folder)
        assert len(found) == 100
        assert "Parcel 154" in found[0]

    async def test_words_that_look_like_markup_stay_words(self, office: PostOffice, feeds: Feeds, folder: Path) -> None:
        await office.change(added(initiative(50, KYIV, "<b>Coats</b> & boots", state="open", source_id=1)))
        await written(office, feeds)
        assert "<b>Coats</b> & boots" in titles(folder)[0]


class TestCalendar:
    async def test_a_signing_with_a_day_is_an_event_of_each_year(self, office: PostOffice, feeds: Feeds, folder: Path) -> None:
        await written(office, feeds)
        one = events(folder)["Kyiv and Hamburg became partners in a solidarity pact in 2022"]
        assert one.decoded("DTSTART") == dt.date(2022, 4, 24)
        assert not isinstance(one.decoded("DTSTART"), dt.datetime), "a whole day"
        assert days_of(one, "2026-11-22", "2028-11-22") == ["2027-04-24", "2028-04-24"]
        assert one["TRANSP"] == "TRANSPARENT"

    async def test_a_signing_of_which_only_the_year_or_the_month_is_known_is_not_in_it(
        self, office: PostOffice, feeds: Feeds, folder: Path
    ) -> None:
        await sign(office, 200, CHICAGO, HAMBURG, "1994")
        await sign(office, 201, LOS_ANGELES, HAMBURG, "1994-07")
        await sign(office, 202, LOS_ANGELES, MOSCOW, "1994-07-04")
        await written(office, feeds)
        named = " ".join(events(folder))
        assert "Chicago and Hamburg" not in named
        assert "Moscow and Los Angeles" in named or "Los Angeles and Moscow" in named
        assert "Hamburg and Los Angeles" not in named

    async def test_a_leap_day_is_kept_on_the_first_of_march_of_other_years(
        self, office: PostOffice, feeds: Feeds, folder: Path
    ) -> None:
        await sign(office, 200, CHICAGO, HAMBURG, "1996-02-29")
        await written(office, feeds)
        [one] = [event for words, event in events(folder).items() if "1996" in words]
        assert days_of(one, "2026-01-01", "2029-01-01") == [
            "2026-03-01", "2027-03-01", "2028-02-29",
        ]  # fmt: skip

    async def test_a_tie_that_rests_says_so(self, office: PostOffice, feeds: Feeds, folder: Path) -> None:
        await office.suspend(pairing=6, by=HAMBURG)
        await written(office, feeds)
        assert "Kyiv and Hamburg became partners in a solidarity pact in 2022 (now suspended)" in events(folder)

    async def test_each_event_has_an_id_of_its_own_that_stays(self, office: PostOffice, feeds: Feeds, folder: Path) -> None:
        await sign(office, 200, CHICAGO, HAMBURG, "1996-02-29")
        await written(office, feeds)
        before = {words: (str(one["UID"]), one.decoded("DTSTAMP")) for words, one in events(folder).items()}
        assert len(set(before.values())) == len(before) > 1
        await sign(office, 201, LOS_ANGELES, HAMBURG, "1994-07-04")
        await written(office, feeds)
        after = {words: (str(one["UID"]), one.decoded("DTSTAMP")) for words, one in events(folder).items()}
        assert after.items() >= before.items()

    async def test_lines_end_and_are_folded_as_the_standard_says(self, office: PostOffice, feeds: Feeds, folder: Path) -> None:
        await written(office, feeds)
        lines = (folder / CALENDAR).read_bytes().split(b"\r\n")
        assert lines[0] == b"BEGIN:VCALENDAR"
        assert lines[-2:] == [b"END:VCALENDAR", b""]
        assert all(len(line) <= 75 for line in lines)


class TestFiles:
    async def test_nothing_changed_means_nothing_written(self, office: PostOffice, folder: Path) -> None:
        await office.suspend()
        await written(office, Feeds(office.store, folder, office.clock, countries))
        before = files_in(folder)
        assert set(before) == {ATOM, CALENDAR}
        office.clock.advance(days=400)
        # Another run of the bot knows only what stands in the files.
        await written(office, Feeds(office.store, folder, office.clock, countries))
        assert files_in(folder) == before

    async def test_they_are_looked_after_every_few_minutes_and_no_oftener(
        self, office: PostOffice, feeds: Feeds, folder: Path
    ) -> None:
        await written(office, feeds)
        await office.suspend()
        office.clock.advance(minutes=1)
        await feeds.write_if_due()
        assert titles(folder) == []
        office.clock.advance(minutes=5)
        await feeds.write_if_due()
        assert len(titles(folder)) == 1

    async def test_files_that_somebody_spoilt_are_written_anew(self, office: PostOffice, feeds: Feeds, folder: Path) -> None:
        await office.suspend()
        spoil(folder)
        await written(office, feeds)
        assert len(titles(folder)) == 1
        assert events(folder)

    async def test_a_folder_that_cannot_be_written_stops_nothing_else(self, office: PostOffice, tmp_path: Path) -> None:
        (tmp_path / "taken").write_text("a file")
        feeds = Feeds(office.store, tmp_path / "taken", office.clock, countries)
        office.ticker.also = [("the feeds", feeds.write_if_due)]
        await office.order()
        await office.suspend()
        await office.tick()
        assert len(office.texts()) == 1
