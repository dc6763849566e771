-- One row: grows with every write that a reader of the feed could notice, whichever process makes it.
CREATE TABLE counter (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    version INTEGER NOT NULL
) STRICT;
INSERT INTO counter VALUES (1, 1);

-- Facts: can be read again from the mail server.
CREATE TABLE messages (
    key TEXT PRIMARY KEY,
    message_id TEXT,
    date TEXT NOT NULL,
    direction TEXT NOT NULL,
    accounts TEXT NOT NULL,
    record BLOB NOT NULL,
    stale INTEGER NOT NULL DEFAULT 0,
    version INTEGER NOT NULL
) STRICT;
CREATE INDEX messages_by_message_id ON messages (message_id);
CREATE INDEX messages_by_date ON messages (date);
CREATE INDEX messages_by_version ON messages (version);

CREATE TABLE locations (
    account TEXT NOT NULL,
    mailbox TEXT NOT NULL,
    uidvalidity INTEGER NOT NULL,
    uid INTEGER NOT NULL,
    key TEXT NOT NULL REFERENCES messages (key) ON DELETE CASCADE,
    PRIMARY KEY (account, mailbox, uidvalidity, uid)
) STRICT, WITHOUT ROWID;
CREATE INDEX locations_by_key ON locations (key);

CREATE TABLE mailboxes (
    account TEXT NOT NULL,
    mailbox TEXT NOT NULL,
    uidvalidity INTEGER NOT NULL,
    uidnext INTEGER NOT NULL,
    highest_modseq INTEGER NOT NULL,
    unread_below INTEGER NOT NULL,
    PRIMARY KEY (account, mailbox)
) STRICT, WITHOUT ROWID;

-- Message-IDs that kept messages refer to and that an account was asked for, so that each is asked for once.
CREATE TABLE asked (
    account TEXT NOT NULL,
    message_id TEXT NOT NULL,
    PRIMARY KEY (account, message_id)
) STRICT, WITHOUT ROWID;

-- The user's own: never removed by anything but `wipe`.
CREATE TABLE marks (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    process TEXT NOT NULL,
    what TEXT NOT NULL,
    at TEXT NOT NULL,
    value TEXT NOT NULL,
    anchor TEXT,
    made TEXT NOT NULL,
    undone TEXT
) STRICT;

CREATE TABLE processes (
    message_key TEXT PRIMARY KEY,
    process TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Who may talk to the server. Only digests of their tokens and codes are here.
CREATE TABLE clients (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    origin TEXT,
    token_digest BLOB NOT NULL UNIQUE,
    created TEXT NOT NULL,
    expires TEXT,
    last_seen TEXT,
    revoked TEXT
) STRICT;

CREATE TABLE codes (
    digest BLOB PRIMARY KEY,
    purpose TEXT NOT NULL,
    expires TEXT NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE meta (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
