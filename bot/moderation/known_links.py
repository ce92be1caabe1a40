"""What is known of a link that somebody was sent: on whose record its domain is, and when a link on it was checked, and by how many."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from bot.domain.initiatives import Initiative, Organisation, Verification
from bot.domain.trust import stops
from bot.moderation import links, verifying
from bot.moderation.lookalikes import host_of
from bot.store import links as store_links
from bot.store.database import Connection
from bot.store.links import LinkCheck

LONGEST_TYPED = 4000
"""Characters of what is looked at. Discord takes no longer message."""
_IN_MARKUP = re.compile(r"\]\(\s*<?([^\s)>]+)")
_WITH_SCHEME = re.compile(r"[a-z][a-z0-9+-]{1,20}:(?://)?\S+", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)
_ENDS_SENTENCE = ".,;:!?'\"”’»>)]"


@dataclass(frozen=True, slots=True)
class KnownLink:
    """What is known of a link."""

    shown: str
    """The link, to stand between backticks."""
    host: str
    """What its host is, to stand between backticks."""
    holders: tuple[Organisation, ...]
    """On whose record its domain is."""
    allowed: bool
    """Whether those who run the bot allow its domain."""
    dangers: tuple[str, ...]
    """What speaks against it by its writing alone, as sentences without a full stop that begin in lower case."""
    initiatives: tuple[Initiative, ...]
    """What is recorded with the same link, or with one on the same record; the same link first, then those that are verified."""
    check: LinkCheck | None
    """What it answered when the bot last asked, if it ever did."""

    @property
    def listed(self) -> bool:
        return bool(self.holders) or self.allowed

    @property
    def is_disguised(self) -> bool:
        """Whether it looks like a recorded one and is not."""
        return any(words.startswith(DISGUISES) for words in self.dangers)


DISGUISES = ("it resembles the recorded", "it bears the recorded", "mixed scripts", "every letter of")


def address_in(typed: str) -> str:
    """The address in what somebody typed or pasted, with ``https://`` if it lacks a scheme; nothing if there is none."""
    text = typed[:LONGEST_TYPED].strip()
    inside = _IN_MARKUP.search(text) or _ADDRESS.search(text)
    word = inside[inside.lastindex or 0] if inside else next((each for each in text.split() if "." in each or ":" in each), "")
    word = word.strip("<`*_|\"'“«([").rstrip(_ENDS_SENTENCE + "`*_|") if word else ""
    if not word or (_WITH_SCHEME.fullmatch(word) and "." not in word.partition(":")[0]):
        return word
    return f"https://{word}"


def known(db: Connection, typed: str, *, guild_id: int | None, allowed: frozenset[str], today: dt.date) -> KnownLink | None:
    """What is known of a link; ``None`` if no address can be read in what was typed.

    Takes some tenths of a second the first time, so it is to be run where no event loop waits.

    Args:
        guild_id: the server it is asked in, whose own entries are known there too.
        allowed: domains that links may lead to, from the settings.
    """
    url = address_in(typed)
    host = host_of(url)
    if not url or not host:
        return None
    found = stops(links.check(url, recorded=verifying.recorded(db), allowed=allowed))
    holders = tuple(each for each in store_links.organisations_with_domain(db) if links.on_record(url, each.domain))
    # Of a host that many share only what lies on the same record counts, and never the whole host.
    records = [*(each.domain for each in holders), *(domain for domain in allowed if links.on_record(url, domain))]
    seen = [
        each
        for each in store_links.with_link(db, guild_id)
        if each.link == url or any(links.on_record(each.link, record) for record in records)
    ]
    seen.sort(key=lambda each: (each.link != url, each.checked(today) is not Verification.VERIFIED, each.initiative_id))
    return KnownLink(
        shown=links.shown(url),
        host=links.shown(host),
        holders=holders,
        allowed=any(links.on_record(url, domain) for domain in allowed),
        dangers=tuple(finding.words for finding in found if finding != links.UNRECORDED),
        initiatives=tuple(seen),
        check=store_links.check_of(db, url),
    )
