"""Tables that are set in other ways than a line for each row."""
