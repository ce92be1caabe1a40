"""Data in and out: the shipped package, its tables, how they are read and checked. Knows neither Discord nor SQL."""
