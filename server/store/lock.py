"""The lock that keeps a second server off the same data. It goes with its process, also when that is killed."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from server.store.errors import InUseError, StoreError

if sys.platform == "win32":
    import msvcrt

    def _take(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _take(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


class OwnerLock:
    """Held from construction to ``release``. Raises InUseError where another process holds it."""

    def __init__(self, path: Path) -> None:
        try:
            self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise StoreError(f"{path} cannot be opened: {error.strerror}.") from error
        try:
            _take(self._descriptor)
        except (BlockingIOError, PermissionError) as error:
            os.close(self._descriptor)
            raise InUseError(
                f"Another Afterview server already works on the data in {path.parent}. "
                "Use that one (`afterview open`), or stop it first."
            ) from error
        except OSError as error:
            os.close(self._descriptor)
            raise StoreError(
                f"{path} cannot be locked ({error.strerror}). Keep Afterview's data on a local disk, not on a network."
            ) from error

    def release(self) -> None:
        """Give the lock back. The file stays: removing it would let two processes lock two files."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1
