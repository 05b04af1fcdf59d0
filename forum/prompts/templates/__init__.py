"""Prompts kept for use again, of any week and course: everything that was set except dates."""
