"""Is anything late where everything is due at once? `make punctual`."""
