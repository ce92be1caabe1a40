"""The courier over real sockets: what is told arrives once."""

from __future__ import annotations

from bot.domain.announcements import AnnouncementKind, DeliveryState
from tests.announcements.conftest import Station


async def test_a_change_of_status_is_posted_once_with_who_decided_and_under_what_condition(station: Station) -> None:
    order = await station.order(AnnouncementKind.STATUS_CHANGE)
    await station.suspend()
    await station.tick(3)
    [post] = station.posted()
    assert (
        "**San Jose suspended its tie with Yekaterinburg** on 20 November 2026 (the city council, 9–1), until after hostilities."
        in post
    )
    [delivery] = await station.deliveries(order.announcement_id)
    assert delivery.state is DeliveryState.SENT
