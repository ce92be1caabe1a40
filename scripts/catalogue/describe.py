"""The data package's description (Frictionless Data Package), from the tables and their models."""

from __future__ import annotations

import json
from enum import StrEnum
from types import UnionType
from typing import Annotated, Any, get_args, get_origin

from annotated_types import Ge, Gt, Le, MaxLen, MinLen
from pydantic.fields import FieldInfo

from bot.domain.dates import PartialDate
from bot.domain.tables import BY_NAME, TABLES, Table

CREATED = "2026-11-22"
POPULATION_SOURCE = "GeoNames’ figures, which carry no year (taken after September 2024)"
_DATE_PATTERN = r"\d{4}(-\d{2}(-\d{2})?)?[?~%]?"
_TYPES: dict[object, str] = {int: "integer", float: "number", str: "string", bool: "boolean", PartialDate: "string"}
_DESCRIPTIONS = {
    "city_id": "The place; in cities.csv GeoNames’ id, or a number from 1000000001 on for a place listed by hand",
    "source_id": "The source", "pairing_id": "The pairing", "event_id": "The event", "claim_id": "The claim", "count_id": "The count",
    "initiative_id": "The initiative", "organisation_id": "The organisation", "city_a": "The one place", "city_b": "The other place",
    "beneficiary_id": "The place that is helped", "title": "What it is, in a line", "sector": "What it is about",
    "purpose": "Whether the help can serve an armed force", "state": "How it stood when it was last seen", "started": "When it began, EDTF",
    "organiser": "Who does it", "organiser_city_id": "The organiser’s city", "note": "What else to know of it",
    "verification": "What was done to make sure of its link", "name": "Name", "kind": "Which kind", "level": "What kind of place it is",
    "as_of": "The date for which it holds, EDTF", "control": "Who holds it", "home_city_id": "The seat", "register_number": "The number in it",
    "grade": "A signed text or order, B the city’s own site, C a network’s directory, D press, E encyclopedia or a user",
    "count": "The number", "claimed_by": "Who published it", "date_is": "What the date is the date of", "country_code": "ISO 3166-1 alpha-2 code",
}  # fmt: skip


def description() -> str:
    """``datapackage.json`` as text."""
    package = {
        "name": "twinbot-catalogue",
        "title": "Ties of cities: pairings, what happened to them, and who helps whom",
        "description": "Sister cities and other ties of cities with dated, sourced events; initiatives for cities; the places they are about.",
        "version": "1.0.0",
        "created": CREATED,
        "population_source": POPULATION_SOURCE,
        "licenses": [
            {
                "name": "CC-BY-SA-4.0", "path": "https://creativecommons.org/licenses/by-sa/4.0/",
                "title": "Creative Commons Attribution-ShareAlike 4.0 International",
            }
        ],
        "sources": [
            {"title": "GeoNames (CC BY 4.0)", "path": "https://www.geonames.org/"},
            {"title": "Wikidata (CC0)", "path": "https://www.wikidata.org/"},
            {"title": "Wikipedia (CC BY-SA 4.0)", "path": "https://www.wikipedia.org/"},
            {"title": "The pages named in sources.csv", "path": "sources.csv"},
        ],
        "resources": [_resource(table) for table in TABLES],
    }  # fmt: skip
    return json.dumps(package, ensure_ascii=False, indent=2) + "\n"


def _resource(table: Table) -> dict[str, Any]:
    keys = [
        {"fields": column, "reference": {"resource": target, "fields": BY_NAME[target].key[0]}}
        for column, target in table.references.items()
    ]
    schema: dict[str, Any] = {
        "fields": [_field(table, name, info) for name, info in table.model.model_fields.items()],
        "primaryKey": list(table.key), "missingValues": [""],
    }  # fmt: skip
    if keys:
        schema["foreignKeys"] = keys
    return {
        "name": table.name, "path": table.file_name, "title": table.title, "description": (table.model.__doc__ or "").split("\n")[0],
        "profile": "tabular-data-resource", "format": "csv", "mediatype": "text/csv", "encoding": "utf-8", "schema": schema,
    }  # fmt: skip


def _field(table: Table, name: str, info: FieldInfo) -> dict[str, Any]:
    kind, metadata = _bare(info.annotation, list(info.metadata))
    described: dict[str, Any] = {"name": name, "type": _TYPES.get(kind, "string")}
    described["description"] = info.description or _described(metadata) or _DESCRIPTIONS.get(name, "")
    constraints: dict[str, Any] = {"required": True} if info.is_required() or name in table.key[:1] else {}
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        constraints["enum"] = [member.value for member in kind]
    if kind is PartialDate:
        constraints["pattern"] = _DATE_PATTERN
    constraints |= _limits(metadata)
    if constraints:
        described["constraints"] = constraints
    return described


def _bare(annotation: object, metadata: list[object]) -> tuple[object, list[object]]:
    """The type behind ``Annotated`` and ``| None``, with all that is said of it."""
    if get_origin(annotation) is Annotated:
        inner, *said = get_args(annotation)
        return _bare(inner, [*metadata, *said])
    if isinstance(annotation, UnionType) or get_origin(annotation) is not None:
        return _bare(next(part for part in get_args(annotation) if part is not type(None)), metadata)
    return annotation, metadata


def _described(metadata: list[object]) -> str:
    return next((each.description for each in metadata if isinstance(each, FieldInfo) and each.description), "")


def _limits(metadata: list[object]) -> dict[str, Any]:
    limits: dict[str, Any] = {}
    for each in [*metadata, *(inner for said in metadata if isinstance(said, FieldInfo) for inner in said.metadata)]:
        match each:
            case Gt(gt=low):
                limits["minimum"] = int(str(low)) + 1
            case Ge(ge=low):
                limits["minimum"] = low
            case Le(le=high):
                limits["maximum"] = high
            case MinLen(min_length=least):
                limits["minLength"] = least
            case MaxLen(max_length=most):
                limits["maxLength"] = most
            case _ if getattr(each, "pattern", None):
                limits["pattern"] = getattr(each, "pattern", "")
    return limits
