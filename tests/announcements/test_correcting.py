"""What was told and is no longer so: the post is edited and says so; what still waits is not posted."""

from __future__ import annotations

import datetime as dt

from bot.announcements import orders
from bot.domain.announcements import AnnouncementKind
from tests.announcements.post_office import HERE, TALK, PostOffice, Weather, office, suspension
from tests.factories import CHICAGO, HAMBURG, KYIV, SAN_JOSE, added, claim, edited, event, initiative, retired

__all__ = ["office"]


async def test_a_change_that_is_undone_is_corrected_where_it_was_posted_and_not_told_anew(office: PostOffice) -> None:
    order = await office.order()
    done = await office.suspend()
    await office.tick()
    await office.undo(done)
    await office.tick(2)
    [post] = office.texts()
    assert post.startswith("Corrected 22 November 2026.")
    assert await office.states(order) == ["sent", "sent"]


async def test_what_is_undone_before_it_was_posted_is_not_posted(office: PostOffice) -> None:
    order = await office.order()
    await office.undo(await office.suspend())
    await office.tick(2)
    assert office.texts() == []
    [delivery] = await office.deliveries(order)
    assert (str(delivery.state), delivery.error) == ("dropped", "it was taken back before it was posted")


async def test_what_was_told_together_with_others_is_corrected_there(office: PostOffice) -> None:
    await office.order()
    office.carrier.weather = Weather.REFUSES
    done = [
        await office.suspend(number, pairing, by)
        for number, pairing, by in ((100, 4, SAN_JOSE), (101, 5, CHICAGO), (102, 6, HAMBURG))
    ]
    await office.pass_time(dt.timedelta(hours=1), hours=2)
    office.carrier.weather = Weather.FINE
    await office.store.write(lambda db: orders.resume(db, 1, HERE))
    await office.tick(2)
    assert len(office.texts()) == 1
    await office.undo(done[1])
    await office.tick(2)
    [post] = office.texts()
    assert post.startswith("Corrected 22 November 2026.")


async def test_a_claim_that_is_edited_corrects_the_post(office: PostOffice) -> None:
    await office.order()
    await office.suspend()
    await office.tick()
    said_before = suspension(100, 4, SAN_JOSE)[1].after
    assert said_before is not None
    await office.change(edited(said_before, date="2026-11-19"))
    await office.tick()
    [post] = office.texts()
    assert post.startswith("Corrected 22 November 2026. San Jose suspended its tie with Yekaterinburg on 19 November 2026")


async def test_a_new_status_is_a_new_post_and_corrects_nothing(office: PostOffice) -> None:
    await office.order()
    await office.suspend()
    await office.tick()
    rows = [event(110, "resumed", 4, by_city=SAN_JOSE), claim(110, 110, "2026-11-22", source_id=1)]
    await office.change(*[added(row) for row in rows])
    await office.tick()
    posts = office.texts()
    assert len(posts) == 2
    assert not any("Corrected" in post for post in posts)


async def test_an_edited_initiative_corrects_its_post(office: PostOffice) -> None:
    await office.order(AnnouncementKind.NEW_INITIATIVE)
    made = initiative(50, KYIV, "Blankets", state="open", source_id=1)
    await office.change(added(made))
    await office.tick()
    await office.change(edited(made, title="Warm blankets"))
    await office.tick()
    [post] = office.texts()
    assert post.startswith("Corrected 22 November 2026.")
    assert "Warm blankets" in post


async def test_that_an_initiative_was_looked_at_again_corrects_nothing(office: PostOffice) -> None:
    await office.order(AnnouncementKind.NEW_INITIATIVE)
    made = initiative(50, KYIV, "Blankets", state="open", source_id=1, check_by="2026-12-01")
    await office.change(added(made))
    await office.tick()
    await office.change(edited(made, check_by="2027-01-01", last_seen="2026-11-22"))
    await office.tick(2)
    assert office.texts() == ["New aid entry for Kyiv: Blankets."]


async def test_what_is_taken_out_of_the_list_is_said_to_be(office: PostOffice) -> None:
    await office.order(AnnouncementKind.NEW_INITIATIVE)
    made = initiative(50, KYIV, "Blankets", state="open", source_id=1)
    await office.change(added(made))
    await office.tick()
    await office.change(retired(made))
    await office.tick()
    [post] = office.texts()
    assert post.startswith("Corrected 22 November 2026. This no longer holds: “New aid entry for Kyiv: Blankets.”")


async def test_an_initiative_that_is_completed_is_news_and_makes_nothing_wrong_that_was_told_of_it(
    office: PostOffice,
) -> None:
    await office.order(AnnouncementKind.NEW_INITIATIVE)
    await office.order(AnnouncementKind.INITIATIVE_ENDING, channel_id=TALK)
    blankets = initiative(90, KYIV, title="Blankets", state="open")
    await office.change(added(blankets))
    await office.tick()
    await office.change(edited(blankets, state="completed"))
    await office.tick(2)
    assert office.texts() == ["New aid entry for Kyiv: Blankets."]
    assert office.texts(TALK) == ["Aid for Kyiv completed: Blankets."]


async def test_a_correction_of_what_was_never_posted_is_not_posted_either(office: PostOffice) -> None:
    order = await office.order()
    office.carrier.weather = Weather.DIES_BEFORE
    done = await office.suspend()
    await office.tick()
    await office.undo(done)
    office.carrier.weather = Weather.UNSURE
    office.clock.advance(minutes=5)
    await office.tick(2)
    assert office.texts() == []
    assert (await office.deliveries(order))[0].error == "nobody knows"
