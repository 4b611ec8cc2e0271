"""Use cases of the indicators service: a verb a file."""
