"""Rubrics, grades and their release."""
