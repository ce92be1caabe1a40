"""Proposals, reviews, undo, permissions, and what makes a link trustworthy."""
