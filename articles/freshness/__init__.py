"""What readers' pages depend on, and what changed of it: known by keys."""
