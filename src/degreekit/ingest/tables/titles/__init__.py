"""Titles of several lines: what goes on with a title, and what is a remark."""
