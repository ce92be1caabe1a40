"""What every entry of the catalogue is: a frozen value whose fields are also its CSV columns, in their order."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, field_validator

from bot.domain.dates import PartialDate

LARGEST = 2**63 - 1
"""The largest number that the store holds. Source: https://www.sqlite.org/datatype3.html"""

Id = Annotated[int, Field(gt=0, le=LARGEST)]
Amount = Annotated[int, Field(ge=0, le=LARGEST)]
Words = Annotated[str, Field(max_length=2000)]
Line = Annotated[str, Field(min_length=1, max_length=300)]
CountryCode = Annotated[str, Field(pattern=r"^[A-Z]{2}$", description="ISO 3166-1 alpha-2 code")]
OptionalDate = PartialDate | None


class Entry(BaseModel):
    """One row of the catalogue.

    The declaration of a subclass is the only one there is: validation, CSV columns, the description in
    ``datapackage.json`` and later forms and diffs follow from its fields. Empty CSV cells are ``None`` or the
    field's default.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True, defer_build=True)

    @field_validator("*", mode="after")
    @classmethod
    def _can_be_written(cls, value: object) -> object:
        """No text holds a NUL: neither CSV nor JSON tools agree on how to write one."""
        if isinstance(value, str) and "\0" in value:
            raise ValueError("it holds a NUL character")
        return value
