"""How often stories are read: sums by hour and day, of which no line is about anybody."""
