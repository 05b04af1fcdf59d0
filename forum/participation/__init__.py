"""Gathers evidence, asks the rules, returns a Standing; instructors' settings on findings."""
