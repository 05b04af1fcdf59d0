"""The sample course that a newcomer meets: its texts, and how they are loaded.

It stands above every feature and goes through their actions, so that what is loaded is what people
could have done.
"""

from forum.sample.load import PeopleExist, SampleReport, load_sample
from forum.sample.offer import init_app
from forum.sample.people import sample_accounts

__all__ = ["PeopleExist", "SampleReport", "init_app", "load_sample", "sample_accounts"]
