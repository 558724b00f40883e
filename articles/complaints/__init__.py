"""The room of what readers ask of a desk: a correction, a right of reply, or a complaint."""
