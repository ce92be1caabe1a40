"""``changes``: what changed lately, as members ask for it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from bot.domain.changes import Author, Change
from bot.store import changes
from tests.e2e.conftest import TODAY, Place, control, labels, read
from tests.factories import SAN_JOSE, YEKATERINBURG, added, claim, event, initiative

SUSPENDED = "Suspended · San Jose and Yekaterinburg: by San Jose (the city council, 9–1), until hostilities end (18 Nov 2026)"


async def record(place: Place, *those: Change, days_ago: int = 2, guild_id: int | None = None) -> None:
    """Let a moderator have recorded something."""
    at = TODAY - dt.timedelta(days=days_ago)
    given: dict[str, Any] = {"by": Author(7, "Mona"), "at": at, "why": "a test", "guild_id": guild_id}
    await place.bot.store.write(lambda db: changes.carry_out(db, those, **given))


async def suspend(place: Place, days_ago: int = 2) -> None:
    """San Jose suspends its tie with Yekaterinburg, as is recorded some days ago."""

    def number(db: Any) -> int:
        (found,) = db.execute(
            "SELECT pairing_id FROM pairing WHERE city_a = ? AND city_b = ?", sorted((SAN_JOSE, YEKATERINBURG))
        ).fetchone()
        return int(found)

    pairing_id = await place.bot.store.read(number)
    act = event(2_000_000_900, "suspended", pairing_id, by_city=SAN_JOSE)
    said = claim(
        2_000_000_900, 2_000_000_900, "2026-11-18", "decided", 1, decided_by="the city council, 9–1", condition="until hostilities end"
    )  # fmt: skip
    await record(place, added(act), added(said), days_ago=days_ago)


async def test_what_changed_in_a_week_is_counted_and_told_typed_by_name_and_slash_alike(own_place: Place) -> None:
    await suspend(own_place)
    typed = read(await own_place.type("!changes"))
    assert typed.startswith("1 change in the last 7 days\n1 decision on a pairing.")
    assert SUSPENDED in typed
    slash = await own_place.ana.slash(own_place.channel, "changes")
    assert slash.response is not None
    assert read(slash.response.message) == typed
    assert not slash.ephemeral


async def test_a_change_can_be_opened(own_place: Place) -> None:
    await suspend(own_place)
    answer = await own_place.type("!changes")
    pair = "-".join(str(number) for number in sorted((SAN_JOSE, YEKATERINBURG)))
    await own_place.ana.select(answer, [pair], custom_id=control(answer, menu="Open a pairing"))
    assert read(own_place.said()[-1]).startswith("San Jose and Yekaterinburg: suspended")


async def test_where_nothing_changed_it_is_said_how_to_look_further_back(own_place: Place) -> None:
    await suspend(own_place, days_ago=20)
    assert read(await own_place.type("!changes")) == (
        "Nothing changed in the last 7 days in what is recorded. Look further back: !changes 90"
    )
    assert SUSPENDED in read(await own_place.type("!changes 90"))


@pytest.mark.parametrize(
    ("typed", "days"), [("30", "30 days"), ("2 weeks", "14 days"), ("month", "30 days"), ("1", "day"), ("9999", "365 days")]
)
async def test_how_far_back_is_said_in_plain_words(place: Place, typed: str, days: str) -> None:
    assert read(await place.type(f"!changes {typed}")).startswith(f"Nothing changed in the last {days} ")


async def test_what_is_no_number_of_days_is_refused_with_an_example(place: Place) -> None:
    assert "“since Tuesday” is no number of days." in read(await place.type("!changes since Tuesday"))


async def test_many_changes_are_paged(own_place: Place) -> None:
    await record(own_place, *(added(initiative(2_000_000_900 + number, title=f"Coats {number}")) for number in range(30)))
    answer = await own_place.type("!changes")
    assert read(answer).startswith("30 changes in the last 7 days\n30 new aid entries.")
    assert "Page 1 of 3 · 1 to 12 of 30" in read(answer)
    await own_place.ana.click(answer, custom_id=control(answer, label="Next page"))
    turned = own_place.now(answer)
    assert "Page 2 of 3 · 13 to 24 of 30" in read(turned)
    assert labels(turned) == ["Previous page", "Next page"]


async def test_what_is_another_server_s_own_is_not_told(own_place: Place) -> None:
    own = initiative(2_000_000_950, title="A secret bake sale")
    await record(own_place, added(own, 99), guild_id=99)
    assert "Nothing changed" in read(await own_place.type("!changes"))


async def test_the_help_names_it_among_what_there_is_to_see(place: Place) -> None:
    assert "!changes what changed lately" in read(await place.type("!help"))
