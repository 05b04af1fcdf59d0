"""What the tests of this folder begin with, unless they say otherwise: a week to be graded."""

from tests.support.marking import desk

__all__ = ["desk"]
