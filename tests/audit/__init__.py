"""`make audit`: every page of a running newsroom, read by machines that know what a page owes.

Not part of `make test`: it takes minutes, and needs node, java and Chromium.
"""
