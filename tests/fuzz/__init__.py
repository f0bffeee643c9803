"""Mutated files for the parsers: `python -m tests.fuzz --count 20000 --format epub`.

Every case is made from the seed, the format and its number alone, so that any can be made again.
A case is fine when it ends in time, with a work or with a reason, and no string of either holds
anything that a terminal would obey.
"""
