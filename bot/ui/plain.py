"""Any message as plain text, in reading order: what a screen reader gets and what ``ask`` prints.

The first line is the title, so it answers. Rules become empty lines, links ``Publisher (address)``, pictures their alt
text, controls what they say.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from discord import ComponentType

_INSTANT = re.compile(r"<t:(-?\d+)(?::\w)?>")
_LEAD = re.compile(r"^(?:#{1,3}|-#) ", re.MULTILINE)
_TOKEN = re.compile(r"\\(?P<escaped>.)|`(?P<code>[^`\n]+)`|\[(?P<name>(?:\\.|[^\]\\])+)\]\((?P<address>https?://[^)]+)\)|\*\*|`")
"""What is read otherwise than it is written, from left to right: an escape, what stands between backticks, a link, a mark."""


def plain_text(content: str, embeds: Sequence[Mapping[str, Any]] = (), components: Sequence[Mapping[str, Any]] = ()) -> str:
    """A message as text.

    Args:
        content: its content.
        embeds: its embeds, as Discord sends them.
        components: its components, as Discord sends them.
    """
    lines = [stripped(content)] if content else []
    for embed in embeds:
        lines += _embed(embed)
    for component in components:
        lines += _component(component)
    return "\n".join(lines)


def stripped(text: str) -> str:
    """Markdown without its marks, as it is read aloud."""
    return _TOKEN.sub(_read, _LEAD.sub("", _INSTANT.sub(_instant, text))).replace("@\u200b", "@")


def _read(token: re.Match[str]) -> str:
    if token["address"]:
        return f"{_TOKEN.sub(_read, token['name'])} ({token['address']})"
    return token["escaped"] or token["code"] or ""


def _instant(found: re.Match[str]) -> str:
    when = dt.datetime.fromtimestamp(int(found[1]), dt.UTC)
    return f"{when.day} {when:%b %Y %H:%M} UTC"


def _embed(embed: Mapping[str, Any]) -> Iterator[str]:
    for part in ("title", "description"):
        if embed.get(part):
            yield stripped(str(embed[part]))
    for field in embed.get("fields", ()):
        yield from ("", stripped(str(field["name"])), stripped(str(field["value"])))
    if embed.get("footer", {}).get("text"):
        yield stripped(str(embed["footer"]["text"]))


def _component(component: Mapping[str, Any]) -> Iterator[str]:
    match ComponentType(component["type"]):
        case ComponentType.text_display:
            yield stripped(str(component["content"]))
        case ComponentType.section:
            yield from _children(component)
            yield from _component(component["accessory"])
        case ComponentType.action_row | ComponentType.container:
            yield from _children(component)
        case ComponentType.button:
            yield f"[Button: {component['label']}]"
        case ComponentType.select:
            options = "; ".join(_option(option) for option in component["options"])
            yield f"[Menu: {component.get('placeholder', '')}: {options}]"
        case ComponentType.media_gallery:
            yield from (f"[Picture: {item.get('description') or 'no description'}]" for item in component["items"])
        case ComponentType.file:
            yield f"[File: {str(component['file']['url']).rpartition('/')[2]}]"
        case ComponentType.separator if component.get("divider", True):
            yield ""


def _children(component: Mapping[str, Any]) -> Iterator[str]:
    for child in component["components"]:
        yield from _component(child)


def _option(option: Mapping[str, Any]) -> str:
    return f"{option['label']} ({option['description']})" if option.get("description") else str(option["label"])
