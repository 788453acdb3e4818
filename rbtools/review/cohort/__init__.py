"""REVIEW of many clients: one table over all, and a page for each."""
