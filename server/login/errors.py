"""What can go wrong with starting at login."""


class LoginError(Exception):
    """The server cannot be started at login; the text says why and what to do instead."""
