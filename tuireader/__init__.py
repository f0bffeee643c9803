"""tuireader, the e-reader that lives in the terminal."""

__version__ = "0.1.0"
