"""The next term of a course: planned beside the old dates, made in one step, removable."""
