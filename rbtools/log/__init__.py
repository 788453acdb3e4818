"""Whatever was kept becomes entries, ratings and rejects, and every record is accounted for."""
