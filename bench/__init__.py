"""Benchmarks: each measures the product beside a named baseline in the same run and states the ratio."""
