"""Every query of the matching service."""
