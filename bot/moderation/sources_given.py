"""The source that a member gives, an address or a citation, as a source of the catalogue."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

from bot.domain import date_words
from bot.domain.changes import Change
from bot.domain.dates import PartialDate
from bot.domain.sources import Grade, Source
from bot.domain.tables import BY_NAME
from bot.errors import SuggestionUnclear
from bot.moderation.lookalikes import host_of, registrable
from bot.moderation.typed import model_of
from bot.store import entries, sources
from bot.store.database import Connection

SHARED_HOSTS = frozenset(
    "archive.org archive.ph archive.today blogspot.com bsky.app docs.google.com drive.google.com facebook.com fb.com gofundme.com instagram.com "
    "justgiving.com linkedin.com medium.com ok.ru reddit.com sites.google.com substack.com t.me telegram.me threads.net tiktok.com "
    "twitter.com vk.com wordpress.com x.com youtu.be youtube.com".split()
)
"""Hosts on which anybody publishes: a page there says nothing of the next one, so neither publisher nor grade is taken from it."""

SHORTEST_CITATION = 10
"""Characters. "Stadtarchiv" alone finds nothing; an author, a title or a place with a year has more."""

_ADDRESS = re.compile(r"<?(https?://[^\s<>]+)>?", re.IGNORECASE)
_BARE_ADDRESS = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,24}(?:/\S*)?", re.IGNORECASE)
_EMPTY_WORDS = re.compile(
    r"\W*(?:trust me(?: bro)?|believe me|i (?:just )?(?:know|saw|heard|read)(?: (?:it|this|that|so))?|(?:just )?google(?: it)?|look it up"
    r"|everybody knows(?: (?:it|this|that))?|everyone knows(?: (?:it|this|that))?|common knowledge|general knowledge|(?:my )?own knowledge"
    r"|personal knowledge|source:?(?: trust)? me|the internet|on the internet|social media|word of mouth|no source|none|unknown|not known"
    r"|wikipedia|wikidata|facebook|twitter|telegram|a friend(?: told me)?|my friend(?: told me)?|somebody told me|someone told me)\W*",
    re.IGNORECASE,
)
WHAT_TO_GIVE = (
    "Give the address of a page that says it, which begins with https, or, if it is in print, who wrote what, where and when: "
    "“Houston Chronicle, City ends its ties, 24 February 2023”."
)


@dataclass(frozen=True, slots=True)
class Given:
    """A source that was given, and how it comes into the catalogue if it is not there yet."""

    source: Source
    change: Change | None


def given_source(db: Connection, text: str, today: dt.date) -> Given:
    """The source that a text names: an address, perhaps with a date after it, or a citation.

    A page that is recorded already is that source. A new page of a known host has that host's publisher and grade, but never
    grade A, which says that somebody saw a signed text; any other is graded E until a reviewer grades it.

    Raises:
        SuggestionUnclear: it is neither.
    """
    plain = " ".join(text.split())
    if not plain:
        raise SuggestionUnclear(f"No source is given. {WHAT_TO_GIVE}")
    found = _ADDRESS.search(plain)
    if found is not None:
        return _page(db, _trimmed(found[1]), _dated(plain.replace(found[0], " "), today))
    first, _, rest = plain.partition(" ")
    bare = first.strip("<>,;")
    if _BARE_ADDRESS.fullmatch(bare) and registrable(bare) and (not rest or _dated(rest, today)):
        return _page(db, f"https://{bare}", _dated(rest, today))
    return _citation(db, plain, today)


def grade_elsewhere(db: Connection, url: str) -> Grade | None:
    """The grade that most of a host's other pages have, grade A aside; ``None`` if nothing can be taken from them."""
    return _usual_grade(_of_host(db, url))


def _usual_grade(sources: Iterable[Source]) -> Grade | None:
    grades = Counter(source.grade for source in sources if source.grade is not Grade.A)
    return grades.most_common(1)[0][0] if grades else None


def publishers_of_host(db: Connection, url: str) -> set[str]:
    """What those are called who published a host's other recorded pages; nobody for a host on which anybody publishes."""
    return {source.publisher for source in _of_host(db, url)}


def _page(db: Connection, url: str, published: PartialDate | None) -> Given:
    host = host_of(url)
    if not host or len(url) > 2000:
        raise SuggestionUnclear(f"“{url[:60]}” cannot be read as an address. {WHAT_TO_GIVE}")
    known = sources.at_any(db, _spellings(url))
    if known is not None:
        return Given(known, None)
    publisher, grade = _taken(url, _of_host(db, url))
    return _new(db, url=url, publisher=publisher, grade=grade, published=published)


def _taken(url: str, others: Sequence[Source]) -> tuple[str, Grade]:
    """How a page is called and graded that nobody has named yet: as most of its host's others are, else by the host and E."""
    publishers = Counter(source.publisher for source in others)
    publisher, times = publishers.most_common(1)[0] if publishers else ("", 0)
    if 2 * times <= publishers.total():
        return host_of(url).removeprefix("www."), Grade.E
    return publisher, _usual_grade(others) or Grade.E


def _citation(db: Connection, plain: str, today: dt.date) -> Given:
    letters = sum(letter.isalpha() for letter in plain)
    if len(plain) < SHORTEST_CITATION or letters < SHORTEST_CITATION // 2 or " " not in plain or _EMPTY_WORDS.fullmatch(plain):
        raise SuggestionUnclear(f"“{plain[:60]}” does not say where it can be read. {WHAT_TO_GIVE}")
    if len(plain) > 2000:
        raise SuggestionUnclear("The source is too long. Write at most 2,000 characters.")
    known = sources.cited_as(db, plain)
    if known is not None:
        return Given(known, None)
    return _new(db, citation=plain, publisher=_author(plain), grade=Grade.E, published=_last_date(plain, today))


def _author(citation: str) -> str:
    """What a citation begins with: who wrote or published it."""
    return re.split(r"[,:;]|\. ", citation, maxsplit=1)[0].strip()[:100].strip() or citation[:100]


def _new(db: Connection, **values: object) -> Given:
    made = model_of(BY_NAME["sources"], {"source_id": entries.new_id(db, "sources"), **values})
    assert isinstance(made, Source)
    return Given(made, Change("sources", None, made))


def _of_host(db: Connection, url: str) -> list[Source]:
    """The recorded pages of the host of an address; none of a host that many publish on."""
    host = host_of(url).removeprefix("www.")
    if not host or any(host == shared or host.endswith(f".{shared}") for shared in SHARED_HOSTS):
        return []
    named = (source for source in sources.naming_host(db, host) if host_of(source.url).removeprefix("www.") == host)
    # What a server's moderator alone has called and graded says nothing of the next page.
    return [source for source in named if sources.is_reviewed(db, source.source_id)]


def _spellings(url: str) -> list[str]:
    """The ways in which people write one address: with and without ``www.``, the ``/`` at its end, and as http."""
    parts = urlsplit(url)
    host = parts.netloc.lower().removeprefix("www.")
    path = parts.path.rstrip("/")
    return [
        urlunsplit((scheme, netloc, f"{path}{end}", parts.query, fragment))
        for scheme in ("https", "http")
        for netloc in (host, f"www.{host}")
        for end in ("", "/")
        for fragment in dict.fromkeys((parts.fragment, ""))
    ]


def _trimmed(url: str) -> str:
    """An address without what ends the sentence around it."""
    url = url.rstrip(".,;:!?'\"”’")
    return url[:-1] if url.endswith(")") and "(" not in url else url


def _dated(text: str, today: dt.date) -> PartialDate | None:
    """The date that a text is; ``None`` if it is none."""
    try:
        return date_words.spelt(text.strip(" ,.;()"), today)
    except ValueError:
        return None


def _last_date(citation: str, today: dt.date) -> PartialDate | None:
    """The date at the end of a citation: ``…, 24 April 2022.``"""
    return _dated(re.split(r"[,;(]|\. ", citation.rstrip(" .)"))[-1], today)


def addresses_in(text: str) -> list[str]:
    """The addresses that stand in what was given as a source."""
    first = text.strip().partition(" ")[0].strip("<>,;")
    found = [url for match in _ADDRESS.finditer(text) if host_of(url := _trimmed(match[1]))]
    return found or ([f"https://{first}"] if _BARE_ADDRESS.fullmatch(first) and registrable(first) else [])


def grade_of(db: Connection, url: str) -> Grade:
    """What a page is worth: as it is recorded, if that was reviewed, or as :func:`given_source` would take it."""
    known = sources.at_any(db, _spellings(url))
    if known is not None:
        return known.grade if sources.is_reviewed(db, known.source_id) else Grade.E
    return grade_elsewhere(db, url) or Grade.E


def names_address(text: str, url: str) -> bool:
    """Whether an address stands in what was given as a source, and not merely begins like one that does."""
    return url.partition("://")[2] in {each.partition("://")[2] for each in addresses_in(text)}


def names_work(text: str, source: Source) -> bool:
    """Whether what was given as a source names the page or the work that a source is."""
    return names_address(text, source.url) if source.url else source.citation == " ".join(text.split())


def said_by(db: Connection, changes: Iterable[Change], text: str) -> frozenset[int]:
    """The new sources of which the words that were given as the source say all.

    They name the page or the work, and nobody has called it or graded it otherwise than :func:`given_source` does by itself. A
    publisher or a grade that a person has typed is for the reviewer to see.
    """
    new = (change.after for change in changes if change.before is None and isinstance(change.after, Source))
    return frozenset(source.source_id for source in new if not source.copy_of and _says_all(db, text, source))


def _says_all(db: Connection, text: str, source: Source) -> bool:
    called = source.publisher, source.grade
    if not names_work(text, source):
        return False
    if not source.url:
        return called == (_author(source.citation), Grade.E)
    if source.citation:
        return False
    # Once approved, it is one of its host's pages itself.
    others = [each for each in _of_host(db, source.url) if each.source_id != source.source_id]
    return called == _taken(source.url, others)
