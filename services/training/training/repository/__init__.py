"""Every query of the training service."""
