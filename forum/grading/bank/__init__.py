"""The comment bank: a grader's own comments and the course's, kept for use again."""
