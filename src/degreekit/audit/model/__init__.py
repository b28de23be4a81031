"""The rules and one student as a small 0-1 model."""
