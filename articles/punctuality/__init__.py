"""Punctuality: what readers were to have and when, looked for at the public addresses, and kept."""
