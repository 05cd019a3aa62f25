"""Measurements, run by `make bench`: how well and how fast paper is read, beside what one would otherwise use."""
