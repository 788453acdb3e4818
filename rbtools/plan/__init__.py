"""PLAN: the sessions of a programme for a person, with dates and times."""
