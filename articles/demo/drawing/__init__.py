"""The pictures of the demo newsroom: drawn by this code, the same bytes each time."""
