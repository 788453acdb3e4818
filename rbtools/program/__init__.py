"""PROGRAM: the recipe without dates: its exercises, doses and sources."""
