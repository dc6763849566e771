"""The one object through which everything on disk is read and written."""

from __future__ import annotations

from server.store.clients import Clients
from server.store.facts import Facts
from server.store.marks import Marks


class Store(Facts, Marks, Clients):
    """Facts that can be rebuilt, marks that cannot, and the clients that may ask for them.

    Open it with ``Store.open(path, owner=...)``; safe to use from many threads, and beside other processes.
    """
