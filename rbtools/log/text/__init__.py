"""From bytes to records of text: encoding, dialect, quotes, lines."""
