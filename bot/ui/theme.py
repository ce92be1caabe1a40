"""The colour of a card's bar. It repeats the word that the card says; it never replaces it, and is no verdict."""

from __future__ import annotations

from bot.domain.pairings import Status

LIST = 0x4C8FD6
"""Lists of mixed status, help and digests."""

STOP = 0xE8615A
"""A review that something stops."""

STATUS = {
    Status.ACTIVE: 0x3B93CF,
    Status.APPROVED: 0x26A087,
    Status.PROPOSED: 0x26A087,
    Status.INVITED: 0x26A087,
    Status.SUSPENDED: 0xD97B3D,
    Status.DORMANT: 0x9385D6,
    Status.ENDED: 0x8A93A3,
    Status.UNKNOWN: 0x8A93A3,
}
"""A card about one pairing. Each is at least 3:1 against Discord's surfaces (WCAG 1.4.11)."""
