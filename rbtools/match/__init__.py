"""MATCH: plan and log compared."""
