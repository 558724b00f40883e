"""What a desk says of itself: its imprint, and the terms on which others take its stories."""
