"""A frame from a measure becomes a Chart; one chart a file, named after its measure."""
