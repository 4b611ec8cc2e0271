"""A circuit breaker: whoever has failed several times in a row is left alone for a while."""

from collections.abc import Callable


class Circuit:
    """Open (nobody is asked) for ``rest_seconds`` after ``failures`` failures in a row; then one trial decides."""

    def __init__(self, *, failures: int, rest_seconds: float, clock: Callable[[], float]) -> None:
        self._allowed = failures
        self._rest = rest_seconds
        self._clock = clock
        self._failed = 0
        self._open_until = float("-inf")

    @property
    def open(self) -> bool:
        """Whether nobody is to be asked now."""
        return self._clock() < self._open_until

    def succeeded(self) -> None:
        """An answer came."""
        self._failed = 0

    def failed(self) -> None:
        """No answer came."""
        self._failed += 1
        if self._failed >= self._allowed:
            self._open_until = self._clock() + self._rest
