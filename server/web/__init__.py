"""Flask: guard, API and dashboard. No SQL, no IMAP."""
