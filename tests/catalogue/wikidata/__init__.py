"""Tests of what comes from Wikidata: asking for it, reading it, and putting it beside what the store holds."""
