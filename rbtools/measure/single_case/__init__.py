"""The statistics of one person's ratings."""
