"""The local server: reads mail, knows where each hiring process stands, serves the feed."""

__version__ = "0.1.0"
