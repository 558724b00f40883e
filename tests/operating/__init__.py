"""What takes minutes and programs of the system: `make operating`."""
