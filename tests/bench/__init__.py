"""What the heavy pages cost, beside the least that pages with the same posts can cost.

``python -m tests.bench`` (``make bench``) builds the same classes on SQLite and on PostgreSQL,
serves the product and a floor (one statement, one template, nobody signed in) from one process,
and compares the CPU time of their answers. Absolute times depend on the machine; ratios hardly do.
"""
