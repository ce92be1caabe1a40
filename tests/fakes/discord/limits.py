"""What Discord refuses in a message, a form, a list of choices or a command. Rules of components are in `component_limits`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .component_limits import check_form_components, check_message_components
from .composing import media_of, walk
from .payloads import COMPONENTS_V2, Json, Upload
from .refusals import EMPTY_MESSAGE, Complaints, Refusal

# https://discord.com/developers/docs/resources/message#create-message-jsonform-params
CONTENT, EMBEDS, NONCE, FILES, STICKERS = 2000, 10, 25, 10, 3
ALT_TEXT = 1024
# https://discord.com/developers/docs/reference#uploading-files: 10 MiB unless the server is boosted
UPLOAD_BYTES = 10 * 2**20

# https://discord.com/developers/docs/resources/message#embed-object-embed-limits
EMBED_TITLE, EMBED_DESCRIPTION, EMBED_FIELDS, EMBED_FOOTER, EMBED_AUTHOR = 256, 4096, 25, 2048, 256
FIELD_NAME, FIELD_VALUE, EMBEDS_TOGETHER = 256, 1024, 6000

# https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-response-object-modal
FORM_TITLE, FORM_COMPONENTS, CUSTOM_ID = 45, 5, 100

# https://discord.com/developers/docs/interactions/application-commands#application-command-object
COMMAND_NAME = re.compile(r"[-_'\w]{1,32}")
COMMAND_DESCRIPTION, COMMAND_OPTIONS, CHOICES, CHOICE_NAME, CHOICE_VALUE, COMMAND_TOGETHER = 100, 25, 25, 100, 100, 8000
CHAT_INPUT = 1


def check_message(payload: Json, files: Sequence[Upload], *, before: Json | None = None, prefix: str = "") -> None:
    """Raise `Refusal` unless Discord would take `payload`. `before` is the message that it edits, if it edits one.

    Source: https://discord.com/developers/docs/resources/message#create-message and #edit-message
    """
    whole = _merged(payload, before)
    complaints = Complaints(prefix)
    complaints.length("content", payload.get("content"), CONTENT)
    complaints.length("embeds", payload.get("embeds"), EMBEDS)
    complaints.length("sticker_ids", payload.get("sticker_ids"), STICKERS)
    if payload.get("nonce") is not None:
        complaints.length("nonce", str(payload["nonce"]), NONCE)
    _check_embeds(complaints, payload.get("embeds") or [])
    _check_files(complaints, payload, files)
    _check_allowed_mentions(complaints, payload.get("allowed_mentions") or {})
    flags = whole["flags"] or 0
    if flags & COMPONENTS_V2 and (whole["content"] or whole["embeds"] or payload.get("poll") or payload.get("sticker_ids")):
        complaints.add("flags", "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2",
                       "The 'content', 'embeds', 'stickers' and 'poll' fields cannot be used with IS_COMPONENTS_V2")  # fmt: skip
    check_message_components(complaints, payload.get("components") or [], v2=bool(flags & COMPONENTS_V2))
    _check_media_is_there(complaints, payload, files, before)
    complaints.refuse_if_any()
    if sum(len(file.data) for file in files) > UPLOAD_BYTES:
        raise Refusal(413, 40005, "Request entity too large")
    if not (whole["content"] or whole["embeds"] or whole["components"] or files or whole["attachments"]
            or payload.get("sticker_ids") or payload.get("poll")):  # fmt: skip
        raise Refusal(400, EMPTY_MESSAGE, "Cannot send an empty message")


def _merged(payload: Json, before: Json | None) -> Json:
    """What the message would hold after this payload. An edit keeps what it does not name, and the flags that it had."""
    fields = ("content", "embeds", "components", "attachments")
    whole: Json = {name: payload[name] if name in payload else (before or {}).get(name) for name in fields}
    whole["flags"] = (payload.get("flags") or 0) | (before or {}).get("flags", 0)
    return whole


def _check_embeds(complaints: Complaints, embeds: Sequence[Json]) -> None:
    together = 0
    for number, embed in enumerate(embeds):
        path = f"embeds.{number}"
        footer, author = (embed.get("footer") or {}).get("text"), (embed.get("author") or {}).get("name")
        fields = embed.get("fields") or []
        complaints.length(f"{path}.title", embed.get("title"), EMBED_TITLE)
        complaints.length(f"{path}.description", embed.get("description"), EMBED_DESCRIPTION)
        complaints.length(f"{path}.fields", fields, EMBED_FIELDS)
        complaints.length(f"{path}.footer.text", footer, EMBED_FOOTER)
        complaints.length(f"{path}.author.name", author, EMBED_AUTHOR)
        texts = [embed.get("title"), embed.get("description"), footer, author]
        for index, field in enumerate(fields):
            complaints.length(f"{path}.fields.{index}.name", field.get("name", ""), FIELD_NAME, 1)
            complaints.length(f"{path}.fields.{index}.value", field.get("value", ""), FIELD_VALUE, 1)
            texts += [field.get("name"), field.get("value")]
        together += sum(len(text) for text in texts if text)
    if together > EMBEDS_TOGETHER:
        complaints.add("embeds", "MAX_EMBED_SIZE_EXCEEDED", f"Embed size exceeds maximum size of {EMBEDS_TOGETHER}")


def _check_files(complaints: Complaints, payload: Json, files: Sequence[Upload]) -> None:
    complaints.length("files", files, FILES)
    for number, given in enumerate(payload.get("attachments") or []):
        complaints.length(f"attachments.{number}.description", given.get("description"), ALT_TEXT)


def _check_allowed_mentions(complaints: Complaints, allowed: Json) -> None:
    """A kind may be parsed or listed, not both, and at most 100 are listed.

    Source: https://discord.com/developers/docs/resources/message#allowed-mentions-object
    """
    for kind in ("users", "roles"):
        complaints.length(f"allowed_mentions.{kind}", allowed.get(kind), 100)
        if allowed.get(kind) and kind in (allowed.get("parse") or ()):
            complaints.add(f"allowed_mentions.{kind}", "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE",
                           f"parse: ['{kind}'] and {kind}: [ids...] are mutually exclusive.")  # fmt: skip


def _check_media_is_there(complaints: Complaints, payload: Json, files: Sequence[Upload], before: Json | None) -> None:
    """`attachment://name` in a component must name a file of the same message.

    Source: https://discord.com/developers/docs/components/reference#unfurled-media-item
    """
    names = {given.get("filename") for given in payload.get("attachments") or []} | {file.filename for file in files}
    names |= {held["filename"] for held in (before or {}).get("attachments", [])}
    for component in walk(payload.get("components") or []):
        for media in media_of(component):
            scheme, _, name = str(media.get("url", "")).partition("://")
            if scheme == "attachment" and name not in names:
                complaints.add("components", "UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND",
                               f"The referenced attachment '{name}' was not found")  # fmt: skip


def check_form(form: Json) -> None:
    """Raise `Refusal` unless `form` (a modal) could be shown."""
    complaints = Complaints("data.")
    complaints.length("title", form.get("title", ""), FORM_TITLE, 1)
    complaints.length("custom_id", form.get("custom_id", ""), CUSTOM_ID, 1)
    complaints.length("components", form.get("components", []), FORM_COMPONENTS, 1)
    check_form_components(complaints, form.get("components") or [])
    complaints.refuse_if_any()


def check_choices(choices: Sequence[Json], complaints: Complaints | None = None, path: str = "data.choices") -> None:
    """Raise `Refusal` unless these could be offered while somebody types.

    Source: https://discord.com/developers/docs/interactions/application-commands#application-command-object-application-command-option-choice-structure
    """
    own = complaints or Complaints()
    own.length(path, choices, CHOICES)
    for number, choice in enumerate(choices):
        own.length(f"{path}.{number}.name", choice.get("name", ""), CHOICE_NAME, 1)
        if isinstance(choice.get("value"), str):
            own.length(f"{path}.{number}.value", choice["value"], CHOICE_VALUE)
    if complaints is None:
        own.refuse_if_any()


def check_commands(commands: Sequence[Json]) -> None:
    """Raise `Refusal` unless all these commands could be registered together (at most 100 of the chat kind, each name once)."""
    complaints = Complaints()
    complaints.length("", [command for command in commands if command.get("type", CHAT_INPUT) == CHAT_INPUT], 100)
    seen: set[tuple[int, str]] = set()
    for number, command in enumerate(commands):
        key = (command.get("type", CHAT_INPUT), command.get("name", ""))
        if key in seen:
            complaints.add(f"{number}.name", "APPLICATION_COMMANDS_DUPLICATE_NAME", "Application command names must be unique")
        seen.add(key)
        if key[0] == CHAT_INPUT:
            _check_command(complaints, command, str(number))
            if _characters(command) > COMMAND_TOGETHER:
                complaints.add(str(number), "APPLICATION_COMMAND_TOO_LARGE", "Command exceeds maximum size (8000)")
    complaints.refuse_if_any()


def _check_command(complaints: Complaints, command: Json, path: str) -> None:
    """A command, a group or an option: all three have a name, a description and options of their own."""
    name, options = command.get("name", ""), command.get("options") or []
    if not COMMAND_NAME.fullmatch(name) or name != name.lower():
        complaints.add(f"{path}.name", "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")
    complaints.length(f"{path}.description", command.get("description") or "", COMMAND_DESCRIPTION, 1)
    complaints.length(f"{path}.options", options, COMMAND_OPTIONS)
    check_choices(command.get("choices") or [], complaints, f"{path}.choices")
    required = [bool(option.get("required")) for option in options]
    if required != sorted(required, reverse=True):
        complaints.add(f"{path}.options", "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID",
                       "Required options must be placed before non-required options")  # fmt: skip
    for number, option in enumerate(options):
        _check_command(complaints, option, f"{path}.options.{number}")


def _characters(command: Json) -> int:
    own = len(command.get("name", "")) + len(command.get("description") or "")
    choices = sum(len(str(choice["name"])) + len(str(choice["value"])) for choice in command.get("choices") or [])
    return own + choices + sum(_characters(option) for option in command.get("options") or [])
