"""Frames in, small tidy frames out; one measure a file."""
