"""Which addresses the bot may ask on the web: public ones over https, by name, and nothing in anybody's own network.

Whoever writes a link into the catalogue chooses where the bot connects to. Without these rules a link could make it ask the
machines beside it (server-side request forgery). Source: the OWASP cheat sheet,
https://cheatsheetseries.owasp.org/cheatsheets/Server_Side_Request_Forgery_Prevention_Cheat_Sheet.html
"""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Callable

from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from bot.errors import TwinbotError
from bot.moderation.links import registrable

LONGEST_URL = 2000
"""Characters. What an initiative's link may have, see :class:`bot.domain.initiatives.Initiative`."""

HTTPS_PORT = 443
"""The only port that is asked. Source: RFC 9110, section 4.2.2."""

LONGEST_SHOWN = 200
"""Characters of an address in a note."""

_PUBLIC_NAME = re.compile(r"(?=.{4,253}\Z)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])\Z")
"""A name of at least two labels, as DNS has it (RFC 1123). The last one begins with a letter, so no spelling of a number fits."""

_UNICAST = ipaddress.IPv6Network("2000::/3")
"""All of IPv6 that is routed. Source: https://www.iana.org/assignments/ipv6-address-space/"""

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
"""IPv6 that stands for the IPv4 address in its last 32 bits. Source: RFC 6052, section 2.1."""


class AddressRefused(TwinbotError):
    """An address that is not asked. ``str()`` of it says of the address why: "is not encrypted"."""


def is_public(address: str) -> bool:
    """Whether a numeric IPv4 or IPv6 address belongs to a machine on the public internet.

    False for what is no address, and for every special range: private, shared (100.64.0.0/10), loopback, link-local (with the
    cloud's 169.254.169.254), multicast, reserved, documentation; and for IPv6 that carries an IPv4 address by which it could be
    meant (mapped, 6to4, Teredo, NAT64), unless that one is public and the way to it is still in use (6to4, NAT64).
    Source: https://www.iana.org/assignments/iana-ipv4-special-registry/ and …/iana-ipv6-special-registry/, as
    :mod:`ipaddress` has them.
    """
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(parsed, ipaddress.IPv4Address):
        return parsed.is_global and not parsed.is_multicast
    if parsed.scope_id is not None:
        return False
    if parsed in _NAT64:
        return is_public(str(ipaddress.IPv4Address(int(parsed) & 0xFFFF_FFFF)))
    if parsed not in _UNICAST or not parsed.is_global:
        return False
    return parsed.sixtofour is None or is_public(str(parsed.sixtofour))


def askable(text: str) -> URL:
    """``text`` as an address that may be asked, without its fragment.

    It is https, on port 443, names a host by a public-looking name, and carries neither a user nor control characters. What the
    name leads to is for :class:`PublicResolver` to judge.

    Raises:
        AddressRefused: it is none such.
    """
    if len(text) > LONGEST_URL:
        raise AddressRefused(f"is longer than {LONGEST_URL:,} characters")
    if not text.isprintable() or " " in text or "\\" in text:
        raise AddressRefused("is no web address")
    try:
        url = URL(text)
        host, port = url.raw_host, url.port
    except ValueError as error:
        raise AddressRefused("is no web address") from error
    if url.scheme == "http":
        raise AddressRefused("is not encrypted: only https is asked")
    if url.scheme != "https" or not host:
        raise AddressRefused("is no web address")
    if "@" in url.raw_authority:
        raise AddressRefused("carries a user name: only public pages are asked")
    if port != HTTPS_PORT:
        raise AddressRefused(f"uses port {port}: only {HTTPS_PORT} is asked")
    if not _PUBLIC_NAME.match(host):
        raise AddressRefused("does not name its host by a public name")
    return url.with_fragment(None)


def redirected(here: URL, location: str) -> URL:
    """Where the ``Location`` in an answer from ``here`` leads to.

    Raises:
        ValueError: to nothing that is a web address.
        AddressRefused: to an address that is not asked.
    """
    given = URL(location)
    target = here.join(given)
    if not location or target.scheme not in {"http", "https"} or (given.scheme and not given.raw_host):
        raise ValueError("no web address")
    try:
        return askable(str(target))
    except AddressRefused as refusal:
        raise AddressRefused(f"leads to {shown(target)}, which {refusal}") from refusal


def dns_name(url: URL) -> str:
    """The host as it is looked up and connected to: read by the same parser that the connection uses, so the two never differ."""
    return url.raw_host or ""


def site_of(url: URL) -> str:
    """The registrable domain; for a host that has none, the host."""
    return registrable(dns_name(url)) or dns_name(url)


def shown(url: URL) -> str:
    """An address as a note shows it: in backticks, in ASCII; of a long one only the host."""
    whole = str(url)
    return f"`{whole}`" if len(whole) <= LONGEST_SHOWN else f"a long address on `{dns_name(url)}`"


class PublicResolver(AbstractResolver):
    """Looks names up and hands on what it found only if every address may be connected to.

    The connection is then made to just these addresses: between the check and the use there is no second lookup that could
    answer otherwise (DNS rebinding).

    Args:
        inner: does the lookup.
        is_allowed: whether a numeric address may be connected to.
    """

    def __init__(self, inner: AbstractResolver, is_allowed: Callable[[str], bool] = is_public) -> None:
        self._inner = inner
        self._is_allowed = is_allowed

    async def resolve(self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC) -> list[ResolveResult]:
        """The addresses of ``host``.

        Raises:
            AddressRefused: one of them is not public. The others are not used either: whoever mixes them is up to something.
            OSError: there are none.
        """
        found = await self._inner.resolve(host, port, family)
        if not found:
            raise OSError(f"no address for {host}")
        if not all(self._is_allowed(one["host"]) for one in found):
            raise AddressRefused("has a name that leads into a private network, not to a public site")
        return found

    async def close(self) -> None:
        await self._inner.close()
