"""The use cases of the vacancy service, one verb a file."""
