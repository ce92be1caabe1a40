"""What the link checker must never ask: addresses in somebody's own network, in every disguise."""

from __future__ import annotations

import asyncio

import pytest

from bot.moderation.addresses import askable, is_public
from bot.moderation.checker import Checked, LinkState
from tests.fakes.pages import HERE, LINK, ROBOTS, Asked, Pages, Watch, check, moved, page


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",  # noqa: S104 - it is refused
        "224.0.0.1",         "240.0.0.1", "255.255.255.255", "192.0.2.1", "::", "::1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::7f00:1", "fd00::1",
        "fe80::1", "fe80::1%eth0", "2606:4700::1111%eth0", "fec0::1", "ff02::1", "2001:db8::1", "2001:0:808:808::1", "2002:7f00:1::", "2002:a00:1::1",
        "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "5f00::1", "", "example.org", "2130706433", "127.1",
    ],
)  # fmt: skip
def test_an_address_in_somebodys_own_network_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "64:ff9b::808:808", "2002:808:808::1"])
def test_an_address_of_the_internet_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("address", [HERE, "10.0.0.1", "::ffff:127.0.0.1", "fd00::1"])
@pytest.mark.parametrize("beside", [[], ["8.8.8.8"]])
async def test_a_name_that_leads_into_a_private_network_is_refused(
    pages: Pages, watch: Watch, address: str, beside: list[str]
) -> None:  # fmt: skip
    pages.names.leads_to["example.org"] = [*beside, address]
    pages.put(LINK, page())
    checked = await check(pages, watch, is_allowed=is_public)
    note = "has a name that leads into a private network, not to a public site"
    assert checked == Checked(LINK, LinkState.REFUSED, None, note)
    assert pages.connections == 0


async def test_a_redirect_to_a_name_in_a_private_network_is_refused(pages: Pages, watch: Watch) -> None:
    pages.names.leads_to["inside.example.org"] = ["10.0.0.1"]
    pages.put(LINK, moved("https://inside.example.org/"))
    checked = await check(pages, watch)
    assert checked.state is LinkState.REFUSED
    assert checked.note.startswith("leads to `https://inside.example.org/`, which has a name that leads into a private network")


async def test_a_name_that_turns_private_between_two_requests_is_refused(pages: Pages, watch: Watch) -> None:
    async def turn(asked: Asked, writer: asyncio.StreamWriter) -> None:
        pages.names.leads_to["example.org"] = ["169.254.169.254"]
        await page(404)(asked, writer)

    pages.put(ROBOTS, turn)
    pages.put(LINK, page())
    assert (await check(pages, watch)).state is LinkState.REFUSED
    assert pages.connections == 1


@pytest.mark.parametrize(
    ("url", "note"),
    [
        ("", "is no web address"),
        ("help", "is no web address"),
        ("https://", "is no web address"),
        ("https://[", "is no web address"),
        ("https://example.org/a b", "is no web address"),
        ("https://example.org/\n", "is no web address"),
        ("https://example.net\\@example.org/", "is no web address"),
        ("https://example.org/a\\b", "is no web address"),
        ("ftp://example.org/", "is no web address"),
        ("file:///etc/passwd", "is no web address"),
        ("http://example.org/", "is not encrypted: only https is asked"),
        ("https://example.org:22/", "uses port 22: only 443 is asked"),
        ("https://user:word@example.org/", "carries a user name: only public pages are asked"),
        ("https://localhost/", "does not name its host by a public name"),
        ("https://127.0.0.1/", "does not name its host by a public name"),
        ("https://127.1/", "does not name its host by a public name"),
        ("https://2130706433/", "does not name its host by a public name"),
        ("https://0x7f.0.0.0x1/", "does not name its host by a public name"),
        ("https://[::ffff:127.0.0.1]/", "does not name its host by a public name"),
        ("https://a..example.org/", "does not name its host by a public name"),
        ("https://example.org/" + "a" * 2000, "is longer than 2,000 characters"),
    ],
)
async def test_what_is_no_public_address_is_not_asked(pages: Pages, watch: Watch, url: str, note: str) -> None:
    assert await check(pages, watch, url) == Checked(url, LinkState.REFUSED, None, note)
    assert pages.names.looked_up == []


def test_a_name_in_another_script_is_asked_in_its_dns_form() -> None:
    assert str(askable("https://приклад.укр/шлях")) == "https://xn--80aikifvh.xn--j1amh/%D1%88%D0%BB%D1%8F%D1%85"
