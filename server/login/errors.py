"""What can go wrong with starting at login."""

from server.errors import UserError


class LoginError(UserError):
    """The server cannot be started at login; the text says why and what to do instead."""
