"""The exact search for the best placement, and what bounds it."""
