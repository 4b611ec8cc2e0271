"""What the indicators service takes and shows."""
