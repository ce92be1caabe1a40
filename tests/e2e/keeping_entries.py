"""What moderators do with forms and drafts, in one line each."""

from __future__ import annotations

from typing import Any

import simcord

from tests.e2e.conftest import Place, control, read

Form = simcord.InteractionResult


def inputs(form: Form) -> dict[str, dict[str, Any]]:
    """The fields of a form by their label."""
    assert form.modal is not None, said(form)
    return {each["label"]: each["component"] for each in form.modal["components"] if each.get("component")}


def prefilled(form: Form) -> dict[str, str]:
    """What stands in the fields of a form when it opens, by label."""
    return {label: _stands(field) for label, field in inputs(form).items()}


def _stands(field: dict[str, Any]) -> str:
    if "options" in field:
        return next((str(option["label"]) for option in field["options"] if option.get("default")), "")
    return str(field.get("value") or "")


async def fill(who: simcord.MemberActor, form: Form, **typed: str) -> Form:
    """Fill in fields by their label (``_`` for a blank) and send the form off; the others stay as they stand."""
    values: dict[str, Any] = {}
    wanted = {label.replace("_", " ").casefold(): text for label, text in typed.items()}
    for label, field in inputs(form).items():
        text = wanted.pop(label.casefold(), None)
        if "options" in field:
            chosen = text if text is not None else _stands(field)
            values[field["custom_id"]] = [option["value"] for option in field["options"] if option["label"] == chosen]
        else:
            values[field["custom_id"]] = text if text is not None else _stands(field)
    assert not wanted, f"no such field: {wanted}, only {[*inputs(form)]}"
    return await who.submit_modal(form, values)


def answered(result: Form) -> Any:
    """The message that came of a press, a command or a form."""
    said = [*([result.response] if result.response else []), *result.followups]
    assert said, "nothing was answered"
    return said[-1].message


def said(result: Form) -> str:
    """The same as a screen reader has it."""
    return read(answered(result))


async def press(who: simcord.MemberActor, result: Form, label: str) -> Form:
    """Press a button of what was answered."""
    return await who.click(answered(result), label=label)


async def choose(who: simcord.MemberActor, message: Any, menu: str, *labels: str) -> Form:
    """Choose options of a menu by their label."""
    custom_id = control(message, menu=menu)
    found = [each for each in menu_items(message) if each.get("custom_id") == custom_id]
    by_label = {option["label"]: option["value"] for option in found[0]["options"]}
    return await who.select(message, [by_label[label] for label in labels], custom_id=custom_id)


def menu_items(message: Any) -> list[dict[str, Any]]:
    """Every component of a message."""

    def walk(component: dict[str, Any]) -> list[dict[str, Any]]:
        return [component, *(each for child in component.get("components", ()) for each in walk(child))]

    return [each for top in message.components for each in walk(dict(top.to_dict()))]


INITIATIVE = {
    "Which_city_is_helped": "Kyiv",
    "Title": "Generators from Boise",
    "Sector": "Goods",
    "State": "Open",
    "Organiser": "Boise for Kyiv",
}


async def add_initiative(place: Place, who: simcord.MemberActor | None = None, **more: str) -> Form:
    """Add an initiative by the slash command, up to its preview."""
    mona = who or place.mona
    first = await mona.slash(place.channel, "entry add", kind="initiative")
    go_on = await fill(mona, first, **(INITIATIVE | more))
    second = await press(mona, go_on, "Next fields")
    return await fill(mona, second, Source="https://boise.example.org/kyiv 3 March 2026", Why="the city says so")


async def keep(place: Place, preview: Form, who: simcord.MemberActor | None = None) -> str:
    """Keep a draft, and say what was answered."""
    done = await press(who or place.mona, preview, "Keep it")
    return said(done)


async def add_pairing(place: Place, of: str = "Boise / Hlukhiv") -> None:
    """Add a pairing of this server's own, signed in May 2024."""
    form = await place.mona.slash(place.channel, "entry add", kind="pairing", of=of)
    filled = {"Kind": "Friendship", "What_happened": "Signed", "Source": "https://boise.example.org/hlukhiv"}
    second = await press(place.mona, await fill(place.mona, form, **filled), "Next fields")
    await keep(place, await fill(place.mona, second, When="May 2024"))


def make_editor(place: Place, who: simcord.MemberActor) -> None:
    """Let somebody be an editor of the shared catalogue."""
    place.bot.settings = place.bot.settings.model_copy(update={"editor_ids": frozenset({who.id})})


async def retitle(place: Place, title: str) -> None:
    """Give the first own initiative another title."""
    asked = await place.type("!entry edit initiative 2000000001", place.mona)
    form = await choose(place.mona, asked, "Fields to change, up to 5", "Title")
    await keep(place, await fill(place.mona, form, Title=title, Why="counted again"))
