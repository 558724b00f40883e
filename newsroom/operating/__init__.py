"""Looking after a newsroom that runs: what it measures, backing it up, what ails it."""
