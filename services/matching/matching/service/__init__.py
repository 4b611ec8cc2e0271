"""The use cases of the matching service, one verb a file."""
