"""Under which licence the catalogue may be used, in the words that go along with it."""

from __future__ import annotations

NAME = "CC BY-SA 4.0"
SPDX = "CC-BY-SA-4.0"
TITLE = "Creative Commons Attribution-ShareAlike 4.0 International"
ADDRESS = "https://creativecommons.org/licenses/by-sa/4.0/"
OWN_ENTRIES = "A server’s own entries are no part of the catalogue, nor of its licence."


NO_PART = "no part of the catalogue; places: GeoNames, CC BY 4.0"
"""The same of a server's own entry."""


def credit(catalogue_date: str, *, address: bool = False) -> str:
    """``Twinbot catalogue of 22 Nov 2026, CC BY-SA 4.0; places: GeoNames, CC BY 4.0``

    Args:
        address: whether the address of the licence stands behind its name.
    """
    where = f" ({ADDRESS.removeprefix('https://').rstrip('/')})" if address else ""
    return f"Twinbot catalogue of {catalogue_date}, {NAME}{where}; places: GeoNames, CC BY 4.0"
