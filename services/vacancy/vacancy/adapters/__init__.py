"""What the vacancy service asks that is not its own: systems outside, and a measure of text."""
