"""Makes the gazetteer asset that ships: places, regions, countries and everyday words, as the keys they are looked up by."""
