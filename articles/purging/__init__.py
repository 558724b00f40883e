"""Telling shared caches in front of the newsroom what they keep and must not show any more."""
