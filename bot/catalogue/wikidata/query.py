"""What is asked of Wikidata: the statements "twinned administrative body" (P190) with their qualifiers, rank and references.

A page begins after the last statement of the page before it, in the order of the statements' addresses, so that edits which
are made meanwhile move nothing between pages, as they would with OFFSET. The query is plain SPARQL 1.1 without what only one
server understands. Source: https://www.mediawiki.org/wiki/Wikibase/Indexing/RDF_Dump_Format
"""

from __future__ import annotations

from collections.abc import Sequence

ENDPOINT = "https://query.wikidata.org/sparql"
"""Wikidata's own service. Source: https://www.mediawiki.org/wiki/Wikidata_Query_Service/User_Manual#SPARQL_endpoint"""

PAGE = 1000
"""Statements asked for at once: a few seconds of the 60 that the service gives one query."""

SMALLEST_PAGE = 50
"""To so many a page is made smaller, half by half, when the service cannot cope with it."""

_PREFIXES = """\
PREFIX p: <http://www.wikidata.org/prop/>
PREFIX pq: <http://www.wikidata.org/prop/qualifier/>
PREFIX pqv: <http://www.wikidata.org/prop/qualifier/value/>
PREFIX pr: <http://www.wikidata.org/prop/reference/>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX prv: <http://www.wikidata.org/prop/reference/value/>
PREFIX ps: <http://www.wikidata.org/prop/statement/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX wdt: <http://www.wikidata.org/prop/direct/>
PREFIX wikibase: <http://wikiba.se/ontology#>
"""

_PLACE = """\
  OPTIONAL { ?@ rdfs:label ?@En . FILTER(LANG(?@En) = "en") }
  OPTIONAL { ?@ rdfs:label ?@Mul . FILTER(LANG(?@Mul) = "mul") }
  OPTIONAL { ?@ wdt:P1566 ?@Geonames . }
  OPTIONAL { ?@ wdt:P625 ?@Coordinates . }
  OPTIONAL { ?@ wdt:P17/wdt:P297 ?@Country . }
"""
"""Of a place: its English name, or the one for all languages; its GeoNames id, coordinates and country."""

_DATE = "  OPTIONAL { ?statement pqv:# ?@Node . ?@Node wikibase:timeValue ?@ ; wikibase:timePrecision ?@Precision . }\n"
"""A date as Wikidata means it: with how much of it is known."""

_SELECTED = (
    "?statement ?a ?b ?rank ?start ?startPrecision ?point ?pointPrecision ?end ?endPrecision ?ended "
    "?referenceUrl ?statedIn ?retrieved ?retrievedPrecision "
    "(COALESCE(?aEn, ?aMul) AS ?aLabel) ?aGeonames ?aCoordinates ?aCountry "
    "(COALESCE(?bEn, ?bMul) AS ?bLabel) ?bGeonames ?bCoordinates ?bCountry"
)


def page_query(countries: Sequence[str], after: str, limit: int) -> str:
    """The query for one page.

    Args:
        countries: ISO 3166-1 alpha-2 codes: only ties in which a party lies there, in whatever country else Wikidata puts it.
            None for all of the world.
        after: the address of the statement after which the page begins; nothing for the first page.
        limit: how many statements. A statement with several references or values makes several rows.
    """
    beginning = f'      FILTER(STR(?statement) > "{_quoted(after)}")\n' if after else ""
    return (
        f"{_PREFIXES}SELECT {_SELECTED} WHERE {{\n"
        f"  {{ SELECT DISTINCT ?statement ?a ?b ?rank WHERE {{\n{_statements(countries)}{beginning}"
        f"    }} ORDER BY STR(?statement) LIMIT {limit} }}\n"
        f"{_date('start', 'P580')}{_date('point', 'P585')}{_date('end', 'P582')}"
        "  OPTIONAL { ?statement pq:P582 ?ended . }\n"
        "  OPTIONAL {\n    ?statement prov:wasDerivedFrom ?reference .\n"
        "    OPTIONAL { ?reference pr:P854 ?referenceUrl . }\n"
        '    OPTIONAL { ?reference pr:P248/rdfs:label ?statedIn . FILTER(LANG(?statedIn) = "en") }\n'
        "    OPTIONAL { ?reference prv:P813 ?read . ?read wikibase:timeValue ?retrieved ; wikibase:timePrecision ?retrievedPrecision . }\n"
        f"  }}\n{_PLACE.replace('@', 'a')}{_PLACE.replace('@', 'b')}}}"
    )


def count_query(countries: Sequence[str]) -> str:
    """The query for how many statements there are, as ``?count``."""
    return f"{_PREFIXES}SELECT (COUNT(DISTINCT ?statement) AS ?count) WHERE {{\n{_statements(countries)}}}"


def _statements(countries: Sequence[str]) -> str:
    """Which statements: those that nobody has marked as wrong (deprecated)."""
    asked = "      ?a p:P190 ?statement .\n      ?statement ps:P190 ?b ; wikibase:rank ?rank .\n"
    if countries:
        codes = " ".join(f'"{_quoted(code)}"' for code in countries)
        # Of any rank: who asks for Ukraine gets Crimea too, whichever country Wikidata's editors prefer at the time.
        country = "p:P17/ps:P17/wdt:P297 ?code ."
        asked += f"      VALUES ?code {{ {codes} }}\n      {{ ?a {country} }} UNION {{ ?b {country} }}\n"
    return asked + "      FILTER(?rank != wikibase:DeprecatedRank)\n"


def _date(name: str, qualifier: str) -> str:
    return _DATE.replace("#", qualifier).replace("@", name)


def _quoted(text: str) -> str:
    r"""``text`` within a SPARQL string: ``\`` and ``"`` escaped, and nothing that would end the line."""
    return " ".join(text.replace("\\", "\\\\").replace('"', '\\"').split())
