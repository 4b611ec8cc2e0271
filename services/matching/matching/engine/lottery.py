"""The lottery that orders youths whom an employer sees alike.

A number below 2**48 per youth, from the youth's number and the round's seed alone: no gender, no name, no order of
arrival. The map from numbers to tickets is one-to-one, so two youths never draw the same.
"""

import numpy as np
from numpy.typing import NDArray

from matching.engine.tables import LOTTERY_BITS

_MASK = np.uint64((1 << LOTTERY_BITS) - 1)
_ODD = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))


def tickets(numbers: NDArray[np.int64], seed: int) -> NDArray[np.int64]:
    """One ticket per youth, int64 in 0 … 2**48 - 1; the higher one goes first.

    Multiplying by an odd number and folding the upper half onto the lower are both reversible on 48 bits.
    """
    ticket = numbers.astype(np.uint64) & _MASK
    for turn, odd in enumerate((*_ODD, *_ODD)):
        ticket ^= np.uint64((seed >> (LOTTERY_BITS * turn)) & int(_MASK))
        ticket = (ticket * odd) & _MASK
        ticket ^= ticket >> np.uint64(29)
    return ticket.astype(np.int64)
