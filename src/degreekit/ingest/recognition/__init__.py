"""What a document is: whose, of which kind, and which reader reads it."""
