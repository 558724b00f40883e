"""Which database answers: the newsroom's own, or for readers a replica that is fresh."""
