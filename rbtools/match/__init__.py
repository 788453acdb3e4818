"""MATCH: plan and log held against each other."""
