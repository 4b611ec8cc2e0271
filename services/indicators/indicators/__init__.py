"""The indicators service: SDG indicators, the youth target, and the platform's own contribution series."""
