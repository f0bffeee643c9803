"""Every file of the shared folder against what is known to be in it: `python -m tests.conformance`.

The files were counted by independent tools and by those who made them. What comes out is the table
in docs/formats.md.
"""
