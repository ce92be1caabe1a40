"""Forms that are kept while somebody fills them in: for how many people, and whose go first."""

from __future__ import annotations

import random
from types import SimpleNamespace
from typing import Any

import pytest

from bot.cogs.open_forms import OpenForm, OpenForms
from bot.cogs.question import PressQuestion
from bot.cogs.typed_forms import TypedForm, TypedForms
from bot.moderation.suggestion_forms import Suggested
from tests.e2e.conftest import TODAY

ANA, BEN, ZOE = 1, 2, 3


async def nothing(question: PressQuestion, form: OpenForm) -> bool:
    """What is done with a form that nobody sends off."""
    return True


class Open:
    """Forms of entries, as the bot keeps them."""

    def __init__(self, most: int, most_of_one: int) -> None:
        self._forms = OpenForms(lambda: TODAY, most, most_of_one)

    def write(self, user_id: int) -> int:
        return self._forms.keep(OpenForm(user_id, "Edit", (), {}, nothing)).token

    def is_kept(self, number: int, user_id: int) -> bool:
        user: Any = SimpleNamespace(id=user_id)
        return self._forms.of(number, user) is not None


class Typed:
    """Forms of suggestions, as the bot keeps them."""

    def __init__(self, most: int, most_of_one: int) -> None:
        self._forms: TypedForms[TypedForm] = TypedForms(random.Random(1), most, most_of_one)

    def write(self, user_id: int) -> int:
        return self._forms.keep(TypedForm(user_id, Suggested.PAIRING, {}))

    def is_kept(self, number: int, user_id: int) -> bool:
        return self._forms.of(number, user_id) is not None


@pytest.fixture(params=[Open, Typed])
def kind(request: pytest.FixtureRequest) -> Any:
    return request.param


def test_one_person_pushes_out_only_their_own(kind: Any) -> None:
    forms = kind(most=100, most_of_one=3)
    anas = forms.write(ANA)
    bens = [forms.write(BEN) for _ in range(20)]
    assert forms.is_kept(anas, ANA)
    assert [forms.is_kept(number, BEN) for number in bens] == [False] * 17 + [True] * 3


def test_of_all_together_the_one_touched_longest_ago_goes(kind: Any) -> None:
    forms = kind(most=2, most_of_one=2)
    anas, bens = forms.write(ANA), forms.write(BEN)
    assert forms.is_kept(anas, ANA)
    zoes = forms.write(ZOE)
    assert forms.is_kept(anas, ANA)
    assert not forms.is_kept(bens, BEN)
    assert forms.is_kept(zoes, ZOE)


def test_nobody_sees_what_another_typed(kind: Any) -> None:
    forms = kind(most=2, most_of_one=2)
    assert not forms.is_kept(forms.write(ANA), BEN)
