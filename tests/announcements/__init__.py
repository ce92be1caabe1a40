"""Tests of what is announced."""
