"""What every error that the user can mend has in common."""


class UserError(Exception):
    """Something the user can mend: its text is a sentence that says what is wrong, and what to do next."""
