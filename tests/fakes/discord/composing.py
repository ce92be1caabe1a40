"""How a payload becomes part of a message: its files, its components, and whom it pings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy

from .payloads import SUPPRESS_EMBEDS, Json, Person, Upload, user

TEXT_DISPLAY = 10


def walk(components: Sequence[Json]) -> Iterator[Json]:
    """Every component of any depth, in reading order; a section's accessory follows what it accompanies."""
    for component in components:
        yield component
        yield from walk(component.get("components") or [])
        for single in ("accessory", "component"):
            if component.get(single):
                yield from walk([component[single]])


def compose(message: Json, payload: Json, files: Sequence[Upload], cdn: str, people: Mapping[str, Person]) -> None:
    """Put `payload`, of a new message or of an edit, into `message` as members would see it. `cdn` is where files are served.

    Fields that an edit does not name stay as they are; the V2 flag, once set, stays.
    Source: https://discord.com/developers/docs/resources/message#edit-message
    """
    if "content" in payload:
        message["content"] = payload["content"] or ""
    if "flags" in payload:
        message["flags"] = (message["flags"] & ~SUPPRESS_EMBEDS) | (payload["flags"] or 0)
    if files or "attachments" in payload:
        message["attachments"] = _attachments(message, payload, files, cdn)
    by_name = {f"attachment://{held['filename']}": held["url"] for held in message["attachments"]}
    if "embeds" in payload:
        message["embeds"] = [_shown_embed(embed, by_name) for embed in payload["embeds"] or []]
    if "components" in payload:
        message["components"] = _shown_components(payload["components"] or [], by_name)
    _ping(message, payload.get("allowed_mentions"), people)


def _attachments(message: Json, payload: Json, files: Sequence[Upload], cdn: str) -> list[Json]:
    """What is kept of the old files, then the new ones with the names and alt texts that the payload gives them."""
    named = payload.get("attachments")
    by_id = {str(given["id"]): given for given in named or []}
    kept = [held for held in message["attachments"] if named is None or held["id"] in by_id]
    for file in files:
        given = by_id.get(file.index, {})
        name = given.get("filename") or file.filename
        address = f"{cdn}/{file.id}/{name}"
        kept.append(
            {
                "id": file.id,
                "filename": name,
                "description": given.get("description"),
                "size": len(file.data),
                "content_type": file.content_type,
                "url": address,
                "proxy_url": address,
            }
        )
    return kept


def _shown_embed(embed: Json, by_name: Mapping[str, str]) -> Json:
    shown: Json = {"type": "rich", **embed}
    for part in ("image", "thumbnail"):
        if embed.get(part):
            url = by_name.get(embed[part]["url"], embed[part]["url"])
            shown[part] = {**embed[part], "url": url, "proxy_url": url}
    return shown


def _shown_components(components: Sequence[Json], by_name: Mapping[str, str]) -> list[Json]:
    """With a number for each component that has none, and with files' names turned into addresses.

    Source: https://discord.com/developers/docs/components/reference#anatomy-of-a-component
    """
    shown = deepcopy(list(components))
    taken = {component["id"] for component in walk(shown) if component.get("id")}
    free = (number for number in range(1, 10_000) if number not in taken)
    for component in walk(shown):
        if not component.get("id"):
            component["id"] = next(free)
        for media in media_of(component):
            media["url"] = media["proxy_url"] = by_name.get(media["url"], media["url"])
    return shown


def media_of(component: Json) -> list[Json]:
    """The media that a thumbnail, a file or a gallery shows: https://discord.com/developers/docs/components/reference"""
    single = [component[key] for key in ("media", "file") if component.get(key)]
    return single + [item["media"] for item in component.get("items") or []]


def said(message: Json) -> str:
    """The text of a message in which mentions count: its content and its text displays, but not its embeds.

    Source: https://discord.com/developers/docs/components/reference#text-display
    """
    displays = [part["content"] for part in walk(message["components"]) if part["type"] == TEXT_DISPLAY]
    return "\n".join(filter(None, [message["content"], *displays]))


def _ping(message: Json, allowed: Json | None, people: Mapping[str, Person]) -> None:
    """Note whom the message notifies.

    Without `allowed_mentions` everybody who is named, and whoever is replied to; with it, only whom it lists.
    Source: https://discord.com/developers/docs/resources/message#allowed-mentions-object
    """
    text, listed = said(message), allowed or {}
    parse = {"users", "roles", "everyone"} if allowed is None else set(listed.get("parse") or ())
    users = [found for found in re.findall(r"<@!?(\d+)>", text) if _may_ping("users", found, parse, listed)]
    replied_to = message.get("referenced_message")
    if replied_to and (allowed is None or listed.get("replied_user")):
        users.append(replied_to["author"]["id"])
    roles = [found for found in re.findall(r"<@&(\d+)>", text) if _may_ping("roles", found, parse, listed)]
    message["mentions"] = [user(people[found]) for found in dict.fromkeys(users) if found in people]
    message["mention_roles"] = list(dict.fromkeys(roles))
    message["mention_everyone"] = "everyone" in parse and re.search(r"@(everyone|here)\b", text) is not None


def _may_ping(kind: str, found: str, parse: set[str], listed: Json) -> bool:
    return kind in parse or found in map(str, listed.get(kind) or ())
