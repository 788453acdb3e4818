"""Simulated people: what they do and what they write down."""
