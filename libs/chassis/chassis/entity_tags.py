"""How entity tags are written (RFC 9110). Apart from what compares them: a schema needs nothing of HTTP for this."""

import re

WELL_FORMED = re.compile(r'\s*(?:\*|(?:W/)?"[\x21\x23-\x7e]*"(?:\s*,\s*(?:W/)?"[\x21\x23-\x7e]*")*)\s*')
"""``*``, or entity tags in quotes (RFC 9110 §13.1.1)."""
