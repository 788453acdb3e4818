"""What the command `rbtools` shows and how its options are written; the commands themselves are in `rbtools.cli`."""
