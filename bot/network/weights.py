"""What speaks for a candidate, and how much: the whole of the ranking behind ``match``, with the reasoning.

A candidate's points are the sum of what each reason gives. Nothing else counts: not the status of a country's relations, not wealth,
not how often somebody asked. The figures are judgements, not measurements; what can be said for each stands beside it. They are
chosen so that no reason alone outweighs two others, and an answer says for each candidate which gave how many points.
"""

from __future__ import annotations

import math

SIZE = 30.0
"""For the same number of people: what a partnership is made of (a school, a hospital, a tram) comes with size, and a council finds its
own questions answered in a council like it."""
SIZE_GONE_AT = 10.0
"""Where one has ten times the people of the other, size says nothing for the two. Between, it falls with the logarithm, as sizes of
cities are spread: twice as large costs as much from 10,000 to 20,000 as from a million to two."""

SHARED = 30.0
"""For shared partners: whoever has a partner in common has somebody who can introduce the two. As much as size, for size says that a tie
would be fitting and this that it can be begun."""
SHARED_ENOUGH = 3
"""So many give all of it, each the same share: one introduction is needed, three are as good as ten."""

INTEREST = 15.0
"""For the active ties that the two countries already have: where many went before, forms, words and people to ask are at hand.
Half of the weight of the two above, because it speaks for a country and not for a city."""
INTEREST_FULL_AT = 100
"""So many active ties of the two countries give all of it, and fewer a share by the logarithm: the first few tell most."""

NEED = 25.0
"""With ``for:`` only, when help is what is looked for: less than a size that fits, so that what is asked for can be given."""
NEED_FOR_ASKING = 15.0
"""Of it for an initiative that is open today, civilian, and asks for something: there is a name to call. One whose check date has
passed counts no longer."""
NEED_FOR_HOSTILITIES = 10.0
"""Of it where hostilities are recorded, or may be, so that places at the front are not passed over. The same for whoever asks; the
reason names the date and the source, for such a word ages fast, and few places have one."""


def size(one: int | None, other: int | None) -> float:
    """For two populations; none where one is not known."""
    apart = orders_apart(one, other)
    return SIZE * max(0.0, 1 - apart / math.log10(SIZE_GONE_AT))


def orders_apart(one: int | None, other: int | None) -> float:
    """How many powers of ten lie between two populations; infinitely many where one is not known."""
    if not one or not other:
        return math.inf
    return abs(math.log10(one) - math.log10(other))


def shared(partners: int) -> float:
    """For so many shared partners."""
    return SHARED * min(partners, SHARED_ENOUGH) / SHARED_ENOUGH


def interest(ties: int) -> float:
    """For so many active ties of the two countries."""
    return INTEREST * min(1.0, math.log(1 + ties) / math.log(1 + INTEREST_FULL_AT))


def need(asks: int, *, hostilities: bool) -> float:
    """For so many initiatives that ask for something today, and for hostilities."""
    return (NEED_FOR_ASKING if asks else 0.0) + (NEED_FOR_HOSTILITIES if hostilities else 0.0)


def most(*, with_need: bool) -> float:
    """All points that there are."""
    return SIZE + SHARED + INTEREST + (NEED if with_need else 0.0)
