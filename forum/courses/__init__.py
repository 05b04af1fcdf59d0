"""Courses, terms, sections, groups and who belongs to them."""
