"""What else is done with documents and readings: merge, describe, draw, redact."""
