"""Grades and evidence as files for spreadsheets and other gradebooks.

Pure: rows in, bytes out. Of grades they are given ``ReleasedGrade`` alone, so that nothing a
student cannot see yet can be in a file.
"""
