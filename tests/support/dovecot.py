"""A private Dovecot for tests: its own base directory, high ports, TLS by a throw-away authority, any user name."""

from __future__ import annotations

import contextlib
import datetime
import getpass
import grp
import ipaddress
import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from imapclient import IMAPClient

from server.config import Account, PasswordSource

BINARY = shutil.which("dovecot") or "/usr/sbin/dovecot"
PASSWORD = "correct-horse"


def available() -> bool:
    """Whether Dovecot is installed."""
    return Path(BINARY).exists()


def free_port() -> int:
    """A port on loopback that nobody listens on at the moment.

    Drawn from below those that the system hands out by itself (Linux: 32768 to 60999), so that no connection and no
    server of a test beside this one takes it before whoever asked does.
    """
    while True:
        port = 20_000 + secrets.randbelow(12_000)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


@dataclass(frozen=True)
class Certificate:
    """A certificate for ``names``, its key, and the authority that signed it, as PEM files."""

    cert: Path
    key: Path
    ca: Path


def certificate(folder: Path, names: Sequence[str] = ("localhost", "127.0.0.1"), *, days: int = 2) -> Certificate:
    """Make an authority and a server certificate signed by it; ``days`` below 0 makes one that has expired."""
    folder.mkdir(parents=True, exist_ok=True)
    now = datetime.datetime.now(datetime.UTC)
    ca_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    issuer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Throw-away test authority")])
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0])])
    start, end = now - datetime.timedelta(days=10), now + datetime.timedelta(days=days)

    def builder(name: x509.Name, public: ec.EllipticCurvePublicKey) -> x509.CertificateBuilder:
        made = x509.CertificateBuilder().subject_name(name).issuer_name(issuer).public_key(public)
        return made.serial_number(x509.random_serial_number()).not_valid_before(start).not_valid_after(end)

    ca_id = x509.SubjectKeyIdentifier.from_public_key(ca_key.public_key())
    ca = (
        builder(issuer, ca_key.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(ca_id, critical=False)
        .add_extension(_usage(sign=True), critical=True)
        .sign(ca_key, hashes.SHA256())
    )
    alternatives = [x509.IPAddress(ipaddress.ip_address(n)) if n[0].isdigit() else x509.DNSName(n) for n in names]
    cert = (
        builder(subject, key.public_key())
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName(alternatives), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(ca_id), critical=False)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(_usage(sign=False), critical=True)
        .sign(ca_key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    plain = serialization.NoEncryption()
    paths = Certificate(folder / "server.crt", folder / "server.key", folder / "ca.crt")
    paths.ca.write_bytes(ca.public_bytes(pem))
    paths.cert.write_bytes(cert.public_bytes(pem))
    paths.key.write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain))
    return paths


def _usage(*, sign: bool) -> x509.KeyUsage:
    return x509.KeyUsage(not sign, False, False, False, False, sign, sign, False, False)


class Dovecot:
    """A running Dovecot. ``port`` speaks TLS, ``plain_port`` plain text; both on 127.0.0.1 only.

    Whoever signs in with ``password`` gets a mailbox: every test names a user of its own. ``extra`` is appended to the
    configuration.
    """

    host = "127.0.0.1"
    password = PASSWORD

    def __init__(self, *, extra: str = "", special_use: bool = True) -> None:
        # not below pytest's own folder: that is closed to the user as whom Dovecot runs
        root = self.root = Path(tempfile.mkdtemp(prefix="afterview-dovecot-"))
        self.port, self.plain_port = free_port(), free_port()
        self.certificate = certificate(root / "tls")
        self.ca_file = self.certificate.ca
        self._as_root = os.geteuid() == 0
        self._owner = pwd.getpwnam("nobody" if self._as_root else getpass.getuser())
        self.log = root / "dovecot.log"
        (root / "mail").mkdir(mode=0o755)
        (root / "run").mkdir(mode=0o755)
        if self._as_root:
            root.chmod(0o755)
            os.chown(root / "mail", self._owner.pw_uid, self._owner.pw_gid)
        config = root / "dovecot.conf"
        config.write_text(self._config() + (_MAILBOXES if special_use else "") + extra)
        with (root / "out").open("w") as out:
            self._process = subprocess.Popen([BINARY, "-F", "-c", str(config)], stdout=out, stderr=out)
        self._wait()

    def adopt(self, user: str, maildir: Path) -> None:
        """Let a user who has not signed in yet find this Maildir as the mailbox."""
        (self.root / "mail" / user).symlink_to(maildir)

    @contextlib.contextmanager
    def client(self, user: str) -> Iterator[IMAPClient]:
        """A signed-in connection of the test's own, that may write."""
        with IMAPClient(self.host, port=self.plain_port, ssl=False, timeout=10) as client:
            client.login(user, PASSWORD)
            yield client

    def deliver(
        self,
        user: str,
        source: bytes,
        folder: str = "INBOX",
        flags: Sequence[bytes] = (),
        when: datetime.datetime | None = None,
    ) -> int:
        """Put one message into a folder by APPEND; returns its UID."""
        with self.client(user) as client:
            answer = client.append(folder, source, flags, when)
        return int(answer.split(b"APPENDUID", 1)[1].split(b"]")[0].split()[1])

    def snapshot(self, user: str) -> dict[tuple[str, int], tuple[tuple[bytes, ...], bytes]]:
        """Every message's flags and source, by folder and UID: to prove that nothing changed."""
        found = {}
        with self.client(user) as client:
            for _, _, name in client.list_folders():
                client.select_folder(name, readonly=True)
                uids = client.search("ALL")
                for uid, row in (client.fetch(uids, ["FLAGS", "BODY.PEEK[]"]) if uids else {}).items():
                    flags = tuple(sorted(flag for flag in row[b"FLAGS"] if flag != b"\\Recent"))
                    found[(name, uid)] = (flags, row[b"BODY[]"])
        return found

    def stop(self) -> None:
        """End the server and wait until it is gone."""
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(10)
        shutil.rmtree(self.root, ignore_errors=True)

    def _wait(self) -> None:
        deadline = time.monotonic() + 15
        while time.monotonic() < deadline:
            with (
                contextlib.suppress(OSError),
                socket.create_connection((self.host, self.plain_port), timeout=2) as probe,
            ):
                if probe.recv(4) == b"* OK":
                    return
            if self._process.poll() is not None:
                break
            time.sleep(0.05)
        said = (self.root / "out").read_text() + (self.log.read_text() if self.log.exists() else "")
        self.stop()
        raise RuntimeError(f"Dovecot did not start:\n{said[-2000:]}")

    def _config(self) -> str:
        group = grp.getgrgid(self._owner.pw_gid).gr_name
        owner = self._owner.pw_name
        root = self.root
        return f"""
protocols = imap
listen = 127.0.0.1
ssl = yes
disable_plaintext_auth = no
auth_mechanisms = plain login
base_dir = {root}/run
state_dir = {root}/run
log_path = {self.log}
ssl_cert = <{self.certificate.cert}
ssl_key = <{self.certificate.key}
mail_location = maildir:{root}/mail/%u
first_valid_uid = 1
first_valid_gid = 1
default_internal_user = {owner}
default_login_user = {owner}
default_internal_group = {group}
mail_max_userip_connections = 50
auth_failure_delay = 0
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {self.plain_port}
  }}
  inet_listener imaps {{
    port = {self.port}
  }}
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
passdb {{
  driver = static
  args = password={PASSWORD}
}}
userdb {{
  driver = static
  args = uid={self._owner.pw_uid} gid={self._owner.pw_gid} home={root}/mail/%u
}}
namespace inbox {{
  inbox = yes
  separator = /
}}
"""


_MAILBOXES = """
namespace inbox {
  mailbox Drafts {
    auto = subscribe
    special_use = \\Drafts
  }
  mailbox Trash {
    auto = subscribe
    special_use = \\Trash
  }
  mailbox Sent {
    auto = subscribe
    special_use = \\Sent
  }
  mailbox Junk {
    auto = subscribe
    special_use = \\Junk
  }
}
"""


def dovecot_account(server: Dovecot, user: str, folder: Path, **changes: object) -> Account:
    """An account at this server over TLS, its password in a file below ``folder``."""
    secret = folder / "password"
    secret.touch(0o600)
    secret.write_text(server.password + "\n")
    values: dict[str, object] = {
        "id": user,
        "host": "localhost",
        "port": server.port,
        "user": user,
        "addresses": (f"{user}@example.test",),
        "ca_file": server.ca_file,
        "password_source": PasswordSource.FILE,
        "password_value": str(secret),
    }
    return Account(**(values | changes))
