"""Files that people bring: read within limits, refused with the line and the reason."""
