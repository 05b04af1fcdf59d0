"""What people do in a discussion: publish, revise, withdraw, hide, save drafts, read.

Everything raises a ``Refused`` whose ``reason`` names what stood in the way; the doors say it in
the person's language and give the text back.
"""
