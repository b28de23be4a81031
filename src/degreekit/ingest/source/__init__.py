"""Opening a file: the processes that read it, and what they hand back."""
