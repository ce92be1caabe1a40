"""What no row may bring into the catalogue, whoever brings it: the rules that stop a proposal, for one row of a file at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.domain import wording
from bot.domain.changes import Change
from bot.domain.initiatives import Initiative, Organisation
from bot.domain.sources import Source
from bot.domain.trust import Finding, stops
from bot.moderation import findings, links

LEAVE_OUT = "Leave it out, or correct it"
"""What to do where a rule says only what is wrong."""


def kept_out(change: Change) -> Iterator[tuple[str, str, str]]:
    """What a changed row says that is not kept: the column, what is the matter, and what to do. Nothing is read but the row.

    Personal data, what somebody could pay with, text that hides something, and addresses that hide where they lead. Whether a link's
    domain is on record is no matter here, and neither is whether it is https: no import makes a link one that is shown.
    """
    for field, finding in (*findings.in_texts(change), *_in_addresses(change)):
        if stops([finding]):
            what, _, why = finding.words.partition(": ")
            yield field, _quoted(what), wording.upper_first(_quoted(why)) or LEAVE_OUT


def _quoted(words: str) -> str:
    """What a review card sets as code, in quotation marks: these words are read in a terminal too."""
    return re.sub(r"`([^`]*)`", r"“\1”", words)


def _in_addresses(change: Change) -> Iterator[tuple[str, Finding]]:
    match change.after:
        case Source(url=url) if url and "url" in change.fields:
            yield from (("url", finding) for finding in findings.of_address(url))
        case Organisation(domain=domain) as organisation if domain and "domain" in change.fields:
            yield from (("domain", finding) for finding in findings.of_domain((), organisation, links.shown(domain)))
        case Initiative(link=link) if link and "link" in change.fields:
            secure = re.sub(r"^http://", "https://", link)
            trusted = frozenset({links.registrable(secure)})
            yield from (("link", finding) for finding in links.check(secure, recorded=(), allowed=trusted))
