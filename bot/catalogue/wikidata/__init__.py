"""Pairings from Wikidata: asked for page by page, matched to places, and put beside what the store holds. Never over it."""
