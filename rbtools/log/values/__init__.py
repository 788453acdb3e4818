"""From the text of a cell to its value."""
