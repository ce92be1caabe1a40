"""Maps and timelines: plain values in, PNG bytes and alt text out. Knows neither Discord nor SQL.

What is to be drawn is a subject (:mod:`.subjects`, made from entries by :mod:`.of_entries`); :mod:`.studio` has it drawn by a
process of its own and keeps what was drawn. Pillow and numpy are read in that process only.
"""
