"""How many ties of each status two countries have, counted and kept with each change."""

from __future__ import annotations

from bot.domain.pairings import Status
from bot.network.ties import Changes
from bot.network.updating import updated
from tests.network.networks import facts, network, place, tie

HERE, THERE, ELSEWHERE = place(1, "US"), place(2, "RU"), place(3, "UA")


def test_the_ties_of_two_countries_are_counted_by_status_in_whichever_order_they_are_named() -> None:
    tally = network(
        tie(1, 2, facts("suspended")),
        tie(1, 3),
        tie(4, 2, facts("ended")),
        tie(4, 3),
        places=[HERE, THERE, ELSEWHERE, place(4, "US")],
    ).tally

    assert [tally.of_status("US", "RU", status) for status in (Status.ACTIVE, Status.SUSPENDED, Status.ENDED)] == [0, 1, 1]
    assert tally.of_status("RU", "US", Status.SUSPENDED) == 1
    assert (tally.active_of("US", "UA"), tally.active_of("UA", "US"), tally.active_of("UA", "RU")) == (2, 2, 0)


def test_a_tie_that_is_resumed_is_counted_anew() -> None:
    before = network(tie(1, 2, facts("suspended"), pairing_id=5), places=[HERE, THERE])

    after = updated(before, Changes((), {5: tie(1, 2, facts("active"), pairing_id=5)}), 1)

    assert after.tally.of_status("US", "RU", Status.SUSPENDED) == 0
    assert after.tally.active_of("US", "RU") == 1
