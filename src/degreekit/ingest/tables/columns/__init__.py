"""What stands in the columns of a table: cells, codes, labels, and what each column holds."""
