"""The data package's description (Frictionless Data Package), from the tables and their models."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import Any

from pydantic.fields import FieldInfo

from bot.catalogue import licence
from bot.domain.dates import PartialDate
from bot.domain.model_fields import unwrapped
from bot.domain.tables import BY_NAME, TABLES, Table

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


_LIMITS = (
    ("gt", "minimum", 1), ("ge", "minimum", 0), ("le", "maximum", 0), ("min_length", "minLength", 0), ("max_length", "maxLength", 0),
    ("pattern", "pattern", 0),
)  # fmt: skip
"""How pydantic calls a limit, how Frictionless does, and by how much the two differ."""


def description(created: str, population_source: str) -> str:
    """``datapackage.json`` as text.

    Args:
        created: the day of the edition, ``2026-11-22``.
        population_source: whose the populations are, and from when.
    """
    package = {
        "name": "twinbot-catalogue",
        "title": "Ties of cities: pairings, what happened to them, and who helps whom",
        "description": "Sister cities and other ties of cities with dated, sourced events; initiatives for cities; the places they are about.",
        "version": "1.0.0",
        "created": created,
        "population_source": population_source,
        "licenses": [
            {
                "name": licence.SPDX, "path": licence.ADDRESS, "title": licence.TITLE,
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
    kind, metadata = unwrapped(info.annotation, list(info.metadata))
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


def _described(metadata: list[object]) -> str:
    return next((each.description for each in metadata if isinstance(each, FieldInfo) and each.description), "")


def _limits(metadata: list[object]) -> dict[str, Any]:
    limits: dict[str, Any] = {}
    for each in [*metadata, *(inner for said in metadata if isinstance(said, FieldInfo) for inner in said.metadata)]:
        for attribute, name, more in _LIMITS:
            value = getattr(each, attribute, None)
            if value is not None and not isinstance(each, FieldInfo):
                limits[name] = value + more if more else value
    return limits
