"""Tables of courses: columns, rows, and the lines around them."""
