-- Accounts whose first sync is through, with everything that its mail refers to: what was passed over need not be
-- remembered any more. Nothing ever used the two tables that go.
CREATE TABLE settled (
    account TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;
INSERT INTO settled SELECT account FROM mailboxes GROUP BY account HAVING max(unread_below) <= 1;
DROP TABLE asked;
DROP TABLE meta;
