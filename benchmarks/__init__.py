"""Measurements, run by hand or by `make bench`: how well and how fast paper is read, beside the tools one would otherwise use."""
