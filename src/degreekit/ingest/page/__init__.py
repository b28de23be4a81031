"""Pages: letters with their places, words and lines."""
