"""Every query of the vacancy service."""
