"""The vocabulary as plain values and rules: places, dates, pairings, initiatives, sources, wording. Knows neither Discord nor SQL."""
