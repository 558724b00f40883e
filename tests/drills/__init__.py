"""Failure drills: a newsroom that works is harmed, and what was lost is counted. `make drills`."""
