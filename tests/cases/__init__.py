"""The case tables: what the rules decide, row by row."""
