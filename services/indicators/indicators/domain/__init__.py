"""Indicator rules: pure functions over values."""
