"""Every fault of the mail edge, each with a sentence for the user: what is wrong, and what to do next."""

# ruff: noqa: N818 -- named by what happened, as the sentences are
from __future__ import annotations

from server.errors import UserError


class MailboxError(UserError):
    """A fault at the mail edge. ``str()`` of it is a sentence for the user.

    ``retry`` is true where trying again later can help without the user doing anything. ``pause`` is the shortest
    time, in seconds, to leave the server alone before that.
    """

    retry = False
    pause = 0.0


class UnknownHost(MailboxError):
    """The server's name does not resolve; a machine that is offline sees this too."""

    retry = True

    def __init__(self, host: str) -> None:
        super().__init__(
            f"The mail server {host!r} cannot be found. Check its name in the account's settings, and whether this "
            "computer is online."
        )


class ConnectionRefused(MailboxError):
    """Nothing listens there, or the network is unreachable."""

    retry = True

    def __init__(self, host: str, port: int, why: str = "it refused the connection") -> None:
        super().__init__(
            f"{host} could not be reached on port {port}: {why}. Check the port (IMAP over TLS is usually 993) and "
            "whether a firewall is in the way."
        )


class PlainTextRefused(MailboxError):
    """Plain text was asked for to a server that is not on this computer."""

    def __init__(self, host: str) -> None:
        super().__init__(
            f"{host} is not on this computer, so its mail must be read over TLS: plain text would show the password "
            "and every mail to the network. Switch TLS on for this account (usually port 993)."
        )


class BadCertificate(MailboxError):
    """The server's certificate does not prove that it is the server asked for. Never overridden."""

    def __init__(self, host: str, why: str) -> None:
        super().__init__(
            f"The certificate of {host} is not trusted: {why}. Nothing was sent to it, neither name nor password. "
            "If this is your own server, name its certificate authority in the account's 'ca_file' setting; otherwise "
            "somebody may be listening in, so try another network."
        )


class NotTls(MailboxError):
    """Something answers there, but not with TLS."""

    def __init__(self, host: str, port: int) -> None:
        super().__init__(
            f"{host} answers on port {port}, but not with TLS. Use the port for IMAP over TLS, usually 993."
        )


class NotImap(MailboxError):
    """Something answers there that does not speak IMAP4rev1."""

    def __init__(self, host: str, port: int, said: str = "") -> None:
        heard = f" (it said {said!r})" if said else ""
        super().__init__(
            f"What answers at {host} on port {port} is not an IMAP server{heard}. Check host and port: the server for "
            "sending mail (SMTP) is another one."
        )


class TimedOut(MailboxError):
    """The server said nothing for too long. The connection is discarded."""

    retry = True

    def __init__(self, host: str, seconds: float) -> None:
        super().__init__(
            f"{host} did not answer within {seconds:g} seconds. If this does not pass by itself, check the connection "
            "to the internet, and that host and port are right."
        )


class ConnectionLost(MailboxError):
    """The connection broke, or the server said BYE."""

    retry = True

    def __init__(self, host: str, why: str = "") -> None:
        said = f" ({why})" if why else ""
        super().__init__(f"The connection to {host} broke{said}. It is tried again by itself.")


class ProtocolFault(MailboxError):
    """The server sent what IMAP does not allow; what follows cannot be trusted, so the connection is discarded."""

    retry = True

    def __init__(self, host: str, what: str) -> None:
        super().__init__(f"{host} sent an answer that makes no sense ({what}). The connection was started anew.")


class WrongPassword(MailboxError):
    """Sign-in was refused. Never tried again with the same password: repeated tries lock accounts."""

    def __init__(self, user: str, host: str, said: str = "") -> None:
        heard = f" It said: {said!r}." if said else ""
        super().__init__(
            f"{host} refused the sign-in of {user!r}.{heard} It is not tried again, so that your account is not "
            "locked. Check user name and password (Gmail, Yahoo, iCloud and others want an app password here), then "
            "run 'afterview account test'."
        )


class NoPassword(MailboxError):
    """The password could not be had from where the configuration says it is."""


class TooManyConnections(MailboxError):
    """The server allows no further connection for this account: not a wrong password."""

    retry = True
    pause = 120.0

    def __init__(self, host: str) -> None:
        super().__init__(
            f"{host} allows no further connection for this account at the moment; the password is not the problem. "
            "It is tried again in a few minutes. Closing another mail program helps."
        )


class Throttled(MailboxError):
    """The server asks for patience (THROTTLED, UNAVAILABLE, INUSE, LIMIT): not a wrong password."""

    retry = True
    pause = 300.0

    def __init__(self, host: str, said: str, pause: float | None = None) -> None:
        if pause is not None:
            self.pause = pause
        super().__init__(
            f"{host} asks to be left alone for a while ({said!r}); the password is not the problem. It is tried again "
            f"in {max(1, round(self.pause / 60))} minutes."
        )


class NotConnected(MailboxError):
    """Office 365's "User is authenticated but not connected": the password is right, the mailbox is not open."""

    retry = True
    pause = 300.0

    def __init__(self, host: str) -> None:
        super().__init__(
            f"{host} accepted the password but did not open the mailbox ('authenticated but not connected'). Usually "
            "IMAP is switched off for this mailbox, or the user name belongs to a shared or another mailbox: check "
            "that in the mail provider's settings."
        )


class SignInDisabled(MailboxError):
    """The server offers no sign-in by password."""

    def __init__(self, host: str) -> None:
        super().__init__(
            f"{host} offers no sign-in by password on this port. Check that IMAP and app passwords are switched on in "
            "the provider's settings."
        )


class UnsafeClient(MailboxError):
    """163.com and its relatives refuse clients that do not name themselves, and some even then."""

    def __init__(self, host: str) -> None:
        super().__init__(
            f"{host} signs this program in but refuses to show the mail ('Unsafe Login'). Allow third-party clients "
            "(IMAP) in the provider's web settings, then run 'afterview account test'."
        )


class FolderUnusable(MailboxError):
    """A folder could not be opened. The others are read all the same."""

    def __init__(self, folder: str, said: str) -> None:
        super().__init__(f"The folder {folder!r} could not be opened (the server said {said!r}); it is left out.")


class CommandRefused(MailboxError):
    """The server answered NO or BAD to a command that only reads."""

    def __init__(self, host: str, verb: str, said: str) -> None:
        super().__init__(f"{host} refused the command {verb} (it said {said!r}).")


class UnsafeText(MailboxError):
    """A value holds control characters that would be read as commands."""

    def __init__(self, what: str) -> None:
        super().__init__(
            f"The {what} holds control characters, which a mail server would take for commands. Retype it."
        )


class NotReadOnly(AssertionError):
    """Some code tried to send a command that does more than read. A bug, never a user's fault; nothing was sent."""


class UnreadableFile(MailboxError):
    """A file or folder cannot be opened."""

    def __init__(self, path: str, why: str) -> None:
        super().__init__(f"{path} cannot be read: {why}. Check the path and its permissions.")


class NotAMailbox(MailboxError):
    """A path that holds no mail in a form that is known."""

    def __init__(self, path: str) -> None:
        super().__init__(
            f"{path} holds no mail that can be read. Give an .eml file, a folder of them, an mbox file or a Maildir "
            "(for Gmail: the .mbox file of a Takeout export, unpacked)."
        )


class LeftOut(MailboxError):
    """A folder or mbox of drafts or deleted mail, found below the one that was named."""

    def __init__(self, path: str) -> None:
        super().__init__(f"{path} was left out: drafts and deleted mail are not read. Name it to read it all the same.")
