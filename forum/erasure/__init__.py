"""Erasing a person: who it was goes, threads and grades stay under a pseudonym."""
