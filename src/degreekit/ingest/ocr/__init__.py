"""Pages that are pictures: the OCR engine, and the questions about what it read."""
