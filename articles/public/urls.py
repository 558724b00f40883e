"""Readers' addresses, the same on every desk's host."""

urlpatterns = []
