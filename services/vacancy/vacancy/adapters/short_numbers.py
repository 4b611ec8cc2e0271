"""JSON whose numbers a parser can take: ``ijson`` ends its process on one of more than 4,300 digits."""

import re
from typing import BinaryIO

MOST_DIGITS = 1_000
"""More than any number means, and fewer than Python turns into one (``sys.get_int_max_str_digits``)."""
TOO_LONG = re.compile(rf"[0-9]{{{MOST_DIGITS + 1},}}")
"""What a number that was cut looks like, or what stands in a text."""
_TOO_LONG = re.compile(TOO_LONG.pattern.encode())
_PIECE = 1 << 16


class ShortNumbers:
    """A stream in which no digits stand beside each other but ``MOST_DIGITS`` and one more, which tells a cut number.

    Digits in a text are cut as well: whoever reads refuses the record, whichever it is, once something was
    ``shortened``.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._held = b""
        self.shortened = False

    def read(self, size: int = -1) -> bytes:
        """The next piece, never ending between two digits but at the end; of any size but none."""
        if size == 0:
            return b""
        while True:
            piece = self._stream.read(_PIECE)
            text = _TOO_LONG.sub(self._cut, self._held + piece)
            whole = text.rstrip(b"0123456789") if piece else text
            self._held = text[len(whole) :]
            if whole or not piece:
                return whole

    def _cut(self, found: re.Match[bytes]) -> bytes:
        self.shortened = True
        return found[0][: MOST_DIGITS + 1]
