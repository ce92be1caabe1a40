"""Tests of what moderators do, and of what makes a link trustworthy."""
