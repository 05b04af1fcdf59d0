"""A class that is made up in memory, so that a week can be looked at before anybody is in it.

``states`` says at which instant each state of a student's page arises, ``places`` who chooses which
site, ``texts`` what they write, ``made`` puts it together as facts. The rules find the state of it,
as they do of a real class: nothing here says what a page shows, and nothing is written anywhere.
"""
