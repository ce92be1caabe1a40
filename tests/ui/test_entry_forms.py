"""Forms for entries follow from the models, and hold Discord's limits whatever stands in them."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import Field

from bot.domain import tables
from bot.domain.entry import OptionalDate
from bot.domain.initiatives import Initiative
from bot.moderation.typed import CHECKED_ONLY
from bot.ui import entry_cards, entry_forms
from bot.ui.changes import Changed
from bot.ui.entry_forms import ADDABLE, HINT, LABEL, PAGE, WHY, Asks, EntryForm, fields_of, fields_to_add, pages
from bot.ui.limits import OPTIONS
from tests.ui import catalogues as any_
from tests.ui.seen import Seen, asking, faults

widely = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
EDITABLE = (*ADDABLE, "sources", "countries", "occupied", "published_counts")


class LaterInitiative(Initiative):
    """An initiative as a later version may have it."""

    thanked: OptionalDate = Field(None, description="When it was thanked")
    languages: str = Field("", max_length=77, description="Which languages help is given in")


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A model with two more fields."""
    table = dataclasses.replace(tables.BY_NAME["initiatives"], model=LaterInitiative)
    monkeypatch.setitem(tables.BY_NAME, "initiatives", table)
    fields_of.cache_clear()
    fields_to_add.cache_clear()
    yield
    fields_of.cache_clear()
    fields_to_add.cache_clear()


async def _nothing(*_: Any) -> None:
    """What happens with a form that nobody sends off."""


def shown(form: EntryForm) -> list[dict[str, Any]]:
    """The labelled inputs of a form, as Discord gets them."""
    return [dict(each) for each in form.to_dict()["components"]]


@pytest.mark.usefixtures("later")
def test_a_new_field_of_a_model_has_its_place_in_the_form() -> None:
    fields = {field.column: field for field in fields_of("initiatives")}
    assert fields["thanked"].asks is Asks.DATE
    assert fields["thanked"].label == "Thanked"
    assert fields["languages"].longest == 77
    assert fields["languages"].hint == "Which languages help is given in"
    assert not fields["languages"].required


def test_each_kind_of_field_asks_for_what_it_holds() -> None:
    asks = {field.column: field.asks for field in fields_of("initiatives")}
    assert asks["beneficiary_id"] is Asks.PLACE
    assert asks["country_code"] is Asks.COUNTRY
    assert asks["sector"] is Asks.CHOICE
    assert asks["last_seen"] is Asks.DATE
    assert asks["organisation_id"] is Asks.ORGANISATION
    assert asks["source_id"] is Asks.SOURCE
    assert asks["title"] is Asks.WORDS
    assert {field.column: field.asks for field in fields_of("cities")}["latitude"] is Asks.NUMBER


@pytest.mark.parametrize("table_name", EDITABLE)
def test_no_form_offers_what_only_a_check_or_the_bot_itself_writes(table_name: str) -> None:
    columns = {field.column for field in fields_of(table_name)}
    assert not columns & CHECKED_ONLY
    assert not columns & {*tables.BY_NAME[table_name].key}
    assert not columns & {"pairing_id", "event_id", "geonames_id"}


@pytest.mark.parametrize("table_name", ADDABLE)
def test_what_a_new_entry_needs_is_asked_before_what_may_be_left_empty(table_name: str) -> None:
    fields = fields_to_add(table_name)
    assert fields[-1].key == WHY
    needed = [field.required for field in fields]
    assert needed[1:] == sorted(needed[1:], reverse=True)
    assert len(pages(fields)) <= 2
    assert len({field.key for field in fields}) == len(fields)


def test_a_menu_of_an_optional_field_can_be_emptied() -> None:
    ask = next(field for field in fields_of("initiatives") if field.column == "ask")
    (label,) = shown(EntryForm("x", [ask], {ask.key: "goods"}, "x", _nothing))
    options = label["component"]["options"]
    assert [option["label"] for option in options][:3] == ["Not recorded", "Asks for money", "Asks for goods"]
    assert [option["label"] for option in options if option.get("default")] == ["Asks for goods"]


def test_long_words_get_several_lines_and_the_models_length() -> None:
    note = next(field for field in fields_of("initiatives") if field.column == "note")
    title = next(field for field in fields_of("initiatives") if field.column == "title")
    first, second = shown(EntryForm("x", [note, title], {}, "x", _nothing))
    assert (first["component"]["style"], first["component"]["max_length"]) == (2, 2000)
    assert (second["component"]["style"], second["component"]["max_length"]) == (1, 300)
    assert second["component"]["required"]


def test_what_stands_there_already_is_no_change() -> None:
    fields = fields_of("initiatives")
    stood = {"0.title": "Ten  generators", "0.note": "", "0.link": ""}
    typed = {"0.title": "Ten generators ", "0.note": "new", "0.link": "", "0.verification": "verified", "why": "because"}
    assert entry_forms.changed_texts(fields, typed, stood) == {"0.note": "new"}


@widely
@given(st.data())
def test_every_form_holds_discords_limits_whatever_stands_in_it(data: st.DataObject) -> None:
    table_name = data.draw(st.sampled_from(EDITABLE))
    adding = data.draw(st.booleans())
    fields = fields_to_add(table_name) if adding and table_name in ADDABLE else fields_of(table_name)
    chosen = data.draw(st.lists(st.sampled_from(fields), min_size=1, max_size=8, unique=True)) if fields else []
    texts = {field.key: data.draw(any_.text(2500)) for field in chosen}
    form = EntryForm(data.draw(any_.text(300, 1)), chosen, texts, "ef-1-0", _nothing)
    payload = form.to_dict()
    assert len(payload["title"]) <= 45
    assert 0 <= len(payload["components"]) <= PAGE
    for label in shown(form):
        assert 1 <= len(label["label"]) <= LABEL
        assert len(label.get("description") or "") <= HINT
        component = label["component"]
        assert len(component["custom_id"]) <= 100
        assert len(component.get("options", ())) <= OPTIONS
        assert len(component.get("value") or "") <= component.get("max_length", 4000) <= 4000


@widely
@given(st.data())
def test_every_message_around_a_form_holds_the_limits(data: st.DataObject) -> None:
    fields = fields_of(data.draw(st.sampled_from(EDITABLE)))
    stood = {field.key: data.draw(any_.text(2500)) for field in fields}
    parts = [
        entry_cards.Part(number, data.draw(any_.text(400)), data.draw(any_.text(400)))
        for number in range(data.draw(st.sampled_from([0, 1, 25, 26, 80])))
    ]
    head = f"**{data.draw(any_.text(100, 1)).replace('*', '')}**"
    answers = [
        entry_cards.which_fields(
            asking(), "head", fields, stood, ("e", 3, 10**18), parts=parts, parts_page=data.draw(st.integers(0, 9)), more_parts=("o", 3, 10**18)
        ),
        entry_cards.which_row(asking(), "head", [(data.draw(any_.text(300)), "4 fields")] * data.draw(st.integers(1, 60)), 10**9, 3, 2),
        entry_cards.unclear(asking(), 10**12, [(field.label, data.draw(any_.text(500))) for field in fields] or [("", head)]),
        entry_cards.changed_meanwhile(asking(), data.draw(any_.text(300)), [Changed("Title", "a" * 3000, "b" * 3000)], "b", 10**12),
        entry_cards.go_on(asking(), 10**12, page=1, pages=2, may_finish=True),
    ]  # fmt: skip
    for answer in answers:
        assert not faults(answer)
        assert len(Seen(answer).options) <= 2 * OPTIONS
