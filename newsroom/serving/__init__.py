"""What stands at the server's door: a number for each request, health, counting, metrics."""
