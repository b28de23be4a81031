"""What a reader has to do, and the one for tables."""
