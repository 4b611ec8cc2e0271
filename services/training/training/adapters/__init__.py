"""What the training service asks that is not its own: where documents are kept."""
