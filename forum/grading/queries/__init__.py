"""Reads of rubrics and grades. Each says what it loads."""
