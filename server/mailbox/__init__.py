"""The IMAP edge and mail files: raw messages in. Knows nothing of hiring."""
