"""Varnish and nginx with the configurations in docs/deploy/, in front of the newsroom."""
