"""Work out many statements at once, as a process does it that is sent them."""

from collections.abc import Sequence

from vacancy.domain.statement import Statement
from vacancy.domain.worked_out import WorkedOut, work_out
from vacancy.service.load_lexicon import load_lexicon


def work_out_all(statements: Sequence[Statement]) -> list[WorkedOut]:
    """What is worked out of each by the present lexicon, in order."""
    lexicon = load_lexicon()
    return [work_out(one, lexicon) for one in statements]
