"""The newsroom on more than one machine, on loopback ports: `make cluster`."""
