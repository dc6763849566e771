"""The demo: a sample mailbox on an IMAP server of its own, read as any account is."""
