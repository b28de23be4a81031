"""The proof of a reading, and what stands against it."""
