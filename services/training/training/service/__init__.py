"""The use cases of the training service, one verb a file."""
