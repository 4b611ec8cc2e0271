"""Every SELECT of the indicators service."""
