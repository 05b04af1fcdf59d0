"""What staff do in grading: set up rubrics, mark, save and release grades."""
