"""PLAN: a programme laid on a person's calendar."""
