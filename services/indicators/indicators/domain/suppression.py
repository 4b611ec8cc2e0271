"""Which cells of a published table are shown: small ones are not, nor what would tell them by subtraction."""

from collections.abc import Sequence

from fields.disclosure import withheld


def published(counts: Sequence[int]) -> list[int | None] | None:
    """The counts of cells that add up to a total which is known; None stands for a cell that is withheld.

    None alone: no breakdown can be shown without telling a small cell.
    """
    hidden = withheld(counts)
    if counts and len(hidden) == len(counts):
        return None
    return [None if place in hidden else count for place, count in enumerate(counts)]
