"""What everything stands on: columns and frames, time, ids, arrays, numbers, files."""
