"""Workloads, peers and printed ratios. Not part of the tests."""
