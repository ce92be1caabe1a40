"""Tests of the data package: how it is checked and read, and what the shipped one must know."""
