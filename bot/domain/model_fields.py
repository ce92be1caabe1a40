"""What the fields of an entry's model hold, behind ``Annotated`` and ``| None``."""

from __future__ import annotations

from types import NoneType, UnionType
from typing import Annotated, Union, get_args, get_origin


def value_type(annotation: object) -> object:
    """The type of a field's values: ``int`` for ``Annotated[int, Field(gt=0)] | None``."""
    return unwrapped(annotation, [])[0]


def unwrapped(annotation: object, said: list[object]) -> tuple[object, list[object]]:
    """The type of a field's values, with ``said`` and all else that is said of it in ``Annotated``."""
    if get_origin(annotation) is Annotated:
        inner, *more = get_args(annotation)
        return unwrapped(inner, [*said, *more])
    if isinstance(annotation, UnionType) or get_origin(annotation) is Union:
        return unwrapped(next(part for part in get_args(annotation) if part is not NoneType), said)
    return annotation, said
