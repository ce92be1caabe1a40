"""What Discord refuses in the components of a message or a form.

Source of every rule: https://discord.com/developers/docs/components/reference
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from .composing import walk
from .payloads import Json
from .refusals import Complaints

ROW, BUTTON, STRING_SELECT, TEXT_INPUT = 1, 2, 3, 4
SECTION, TEXT, THUMBNAIL, GALLERY, FILE, SEPARATOR, CONTAINER, LABEL = 9, 10, 11, 12, 13, 14, 17, 18
SELECTS = (STRING_SELECT, 5, 6, 7, 8)
TOP_OF_A_V2_MESSAGE = (ROW, SECTION, TEXT, GALLERY, FILE, SEPARATOR, CONTAINER)
INSIDE_A_CONTAINER = (ROW, SECTION, TEXT, GALLERY, FILE, SEPARATOR)
LINK_STYLE, PREMIUM_STYLE = 5, 6

V2_COMPONENTS, V2_TEXT, CLASSIC_ROWS, BUTTONS_IN_A_ROW = 40, 4000, 5, 5
CUSTOM_ID, BUTTON_LABEL, BUTTON_URL, PLACEHOLDER, OPTIONS, OPTION_TEXT = 100, 80, 512, 150, 25, 100
GALLERY_ITEMS, MEDIA_DESCRIPTION, SECTION_TEXTS = 10, 1024, 3
INPUT_LABEL, INPUT_PLACEHOLDER, INPUT_VALUE, LABEL_DESCRIPTION = 45, 100, 4000, 100


def check_message_components(complaints: Complaints, components: Sequence[Json], *, v2: bool) -> None:
    """Note what is wrong with a message's components; `v2` tells whether the message has the flag IS_COMPONENTS_V2."""
    every = list(walk(components))
    if v2:
        if len(every) > V2_COMPONENTS:
            complaints.add("components", "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED",
                           f"The total number of components cannot exceed {V2_COMPONENTS}")  # fmt: skip
        if sum(len(part.get("content") or "") for part in every if part["type"] == TEXT) > V2_TEXT:
            complaints.add("components", "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED",
                           f"The total displayable text size cannot exceed {V2_TEXT}")  # fmt: skip
    else:
        complaints.length("components", components, CLASSIC_ROWS)
    _check_unique(complaints, every)
    allowed = TOP_OF_A_V2_MESSAGE if v2 else (ROW,)
    _check_children(complaints, components, "components", allowed)


def check_form_components(complaints: Complaints, components: Sequence[Json]) -> None:
    """Note what is wrong with a form's components: rows with one text input, labels, or text."""
    _check_unique(complaints, list(walk(components)))
    _check_children(complaints, components, "components", (ROW, LABEL, TEXT), in_form=True)


def _check_unique(complaints: Complaints, every: Sequence[Json]) -> None:
    """No custom_id twice in a message, and no number twice."""
    ids = Counter(part["custom_id"] for part in every if part.get("custom_id") is not None)
    numbers = Counter(part["id"] for part in every if part.get("id"))
    if any(times > 1 for times in ids.values()):
        complaints.add("components", "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated")
    if any(times > 1 for times in numbers.values()):
        complaints.add("components", "COMPONENT_ID_DUPLICATED", "Component id cannot be duplicated")


def _check_children(
    complaints: Complaints, components: Sequence[Json], path: str, allowed: Sequence[int], *, in_form: bool = False
) -> None:
    for number, component in enumerate(components):
        here = f"{path}.{number}"
        if component["type"] not in allowed:
            complaints.add(f"{here}.type", "UNION_TYPE_CHOICES", f'Value of field "type" must be one of {allowed}.')
            continue
        _check_one(complaints, component, here, in_form=in_form)


def _check_one(complaints: Complaints, component: Json, path: str, *, in_form: bool) -> None:
    kind, children = component["type"], component.get("components") or []
    if kind == ROW:
        _check_row(complaints, children, f"{path}.components", in_form=in_form)
    elif kind == CONTAINER:
        complaints.length(f"{path}.components", children, V2_COMPONENTS, 1)
        _check_children(complaints, children, f"{path}.components", INSIDE_A_CONTAINER)
    elif kind == SECTION:
        complaints.length(f"{path}.components", children, SECTION_TEXTS, 1)
        _check_children(complaints, children, f"{path}.components", (TEXT,))
        accessory = [component["accessory"]] if component.get("accessory") else []
        complaints.length(f"{path}.accessory", accessory, 1, 1)
        _check_children(complaints, accessory, f"{path}.accessory", (BUTTON, THUMBNAIL))
    elif kind == TEXT:
        complaints.length(f"{path}.content", component.get("content") or "", V2_TEXT, 1)
    elif kind == THUMBNAIL:
        complaints.length(f"{path}.description", component.get("description"), MEDIA_DESCRIPTION)
    elif kind == GALLERY:
        complaints.length(f"{path}.items", component.get("items") or [], GALLERY_ITEMS, 1)
        for number, item in enumerate(component.get("items") or []):
            complaints.length(f"{path}.items.{number}.description", item.get("description"), MEDIA_DESCRIPTION)
    elif kind == LABEL:
        complaints.length(f"{path}.label", component.get("label") or "", INPUT_LABEL, 1)
        complaints.length(f"{path}.description", component.get("description"), LABEL_DESCRIPTION)
        if component.get("component"):
            _check_control(complaints, component["component"], f"{path}.component")
    else:
        _check_control(complaints, component, path)


def _check_row(complaints: Complaints, children: Sequence[Json], path: str, *, in_form: bool) -> None:
    """Up to five buttons, or one select; in a form, one text input."""
    complaints.length(path, children, BUTTONS_IN_A_ROW, 1)
    wide = [child for child in children if child["type"] != BUTTON]
    if wide and len(children) > 1:
        complaints.add(path, "COMPONENT_LAYOUT_WIDTH_EXCEEDED", "Components displayed in this row exceed its width.")
    _check_children(complaints, children, path, (TEXT_INPUT,) if in_form else (BUTTON, *SELECTS))


def _check_control(complaints: Complaints, control: Json, path: str) -> None:
    """A button, a select or a text input."""
    kind = control["type"]
    if kind == BUTTON and control.get("style") == LINK_STYLE:
        complaints.length(f"{path}.url", control.get("url") or "", BUTTON_URL, 1)
        if control.get("custom_id"):
            complaints.add(f"{path}.custom_id", "COMPONENT_CUSTOM_ID_NOT_ALLOWED", "A link has no custom id.")
    elif not (kind == BUTTON and control.get("style") == PREMIUM_STYLE) and kind in (BUTTON, TEXT_INPUT, *SELECTS):
        complaints.length(f"{path}.custom_id", control.get("custom_id") or "", CUSTOM_ID, 1)
    if kind == BUTTON:
        complaints.length(f"{path}.label", control.get("label"), BUTTON_LABEL)
        if control.get("style") != PREMIUM_STYLE and not control.get("label") and not control.get("emoji"):
            complaints.add(path, "BUTTON_COMPONENT_LABEL_OR_EMOJI_REQUIRED", "A button must have a label or an emoji.")
    if kind in SELECTS:
        complaints.length(f"{path}.placeholder", control.get("placeholder"), PLACEHOLDER)
        least, most = control.get("min_values", 1), control.get("max_values", 1)
        if not 0 <= least <= most <= OPTIONS:
            complaints.add(f"{path}.max_values", "SELECT_COMPONENT_VALUES_RANGE", "min_values to max_values is no range.")
    if kind == STRING_SELECT:
        _check_options(complaints, control, path)
    if kind == TEXT_INPUT:
        complaints.length(f"{path}.label", control.get("label"), INPUT_LABEL)
        complaints.length(f"{path}.placeholder", control.get("placeholder"), INPUT_PLACEHOLDER)
        complaints.length(f"{path}.value", control.get("value"), INPUT_VALUE)


def _check_options(complaints: Complaints, select: Json, path: str) -> None:
    """1 to 25 options, each with its own value; no more of them chosen beforehand than may be chosen."""
    options = select.get("options") or []
    complaints.length(f"{path}.options", options, OPTIONS, 1)
    for number, option in enumerate(options):
        here = f"{path}.options.{number}"
        complaints.length(f"{here}.label", option.get("label", ""), OPTION_TEXT, 1)
        complaints.length(f"{here}.value", option.get("value", ""), OPTION_TEXT, 1)
        complaints.length(f"{here}.description", option.get("description"), OPTION_TEXT)
    if len({option.get("value") for option in options}) < len(options):
        complaints.add(f"{path}.options", "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED",
                       "The specified option value is already used")  # fmt: skip
    if sum(bool(option.get("default")) for option in options) > select.get("max_values", 1):
        complaints.add(f"{path}.options", "SELECT_COMPONENT_TOO_MANY_DEFAULTS", "More defaults than max_values.")
    if select.get("max_values", 1) > max(len(options), 1):
        complaints.add(f"{path}.max_values", "SELECT_COMPONENT_MAX_VALUES", "More than there are options.")
