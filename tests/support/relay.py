"""A relay on loopback between a client and a server: records what is sent, and breaks on command."""

from __future__ import annotations

import contextlib
import socket
import threading
import time


class Relay:
    """Passes bytes both ways. ``sent`` is everything that clients sent, a value a connection."""

    def __init__(self, host: str, port: int) -> None:
        self._target = (host, port)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self.sent: list[bytearray] = []
        self.connections = 0
        self._pairs: list[tuple[socket.socket, socket.socket]] = []
        self._frozen: set[int] = set()
        self._threads: list[threading.Thread] = []
        self._closing = False
        self.limit: int | None = None
        """Octets from the server to each client after which the connection is cut; None for no limit."""

    def __enter__(self) -> Relay:
        self._spawn(self._accept)
        return self

    def __exit__(self, *exc: object) -> None:
        self._closing = True
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.cut()
        for thread in self._threads:
            thread.join(5)

    def cut(self) -> None:
        """Break every connection."""
        for pair in self._pairs:
            for end in pair:
                with contextlib.suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)
        self._pairs.clear()

    def freeze(self) -> None:
        """Let every connection that stands now go silent, without ending it."""
        self._frozen = {id(pair) for pair in self._pairs}

    def commands(self) -> list[str]:
        """Every line that was sent, without its tag, in order."""
        lines = [line for data in self.sent for line in bytes(data).decode("latin-1").split("\r\n") if line]
        return [line if line == "DONE" else line.partition(" ")[2] for line in lines]

    def _spawn(self, target: object, *args: object) -> None:
        thread = threading.Thread(target=target, args=args, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while not self._closing:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            pair = (client, socket.create_connection(self._target, timeout=30))
            self.connections += 1
            record = bytearray()
            self.sent.append(record)
            self._pairs.append(pair)
            self._spawn(self._pass, pair, 0, record)
            self._spawn(self._pass, pair, 1, None)

    def _pass(self, pair: tuple[socket.socket, socket.socket], way: int, record: bytearray | None) -> None:
        source, target = pair[way], pair[1 - way]
        passed = 0
        try:
            while data := source.recv(65536):
                if id(pair) in self._frozen:
                    while not self._closing:
                        time.sleep(0.02)
                    break
                if record is not None:
                    record += data
                passed += len(data)
                if record is None and self.limit is not None and passed > self.limit:
                    break
                target.sendall(data)
        except OSError:
            pass
        for end in pair:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        if way == 0:
            for end in pair:
                end.close()
