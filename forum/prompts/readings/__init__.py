"""The reading list of a course: works as the course wants them given."""
