"""SQLite: facts that can be rebuilt, and marks that cannot. Takes no decisions."""
