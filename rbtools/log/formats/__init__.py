"""One reader for each foreign format, chosen by name."""
