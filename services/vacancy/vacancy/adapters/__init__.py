"""The systems outside that the vacancy service asks."""
