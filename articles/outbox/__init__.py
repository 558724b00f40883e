"""What follows from publishing, outside: rows written with the version, calls made by a worker."""
