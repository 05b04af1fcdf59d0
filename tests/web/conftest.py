"""What the tests of this folder begin with, unless they say otherwise.

``desk``: a week that is over, to be graded. ``room``: a course in its first week.
"""

from tests.support.marking import desk
from tests.web.week_room import room

__all__ = ["desk", "room"]
