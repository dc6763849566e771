/** The JSON of the server (`GET /api/v1/feed`), as far as the extension reads it. Fields are only ever added. */

type State =
  | "not_hiring" | "outreach" | "applied" | "reply_due" | "scheduled" | "thank_you_due" | "waiting"
  | "follow_up_due" | "followed_up" | "offer" | "accepted" | "declined" | "withdrawn" | "rejected" | "on_hold";

type MarkType =
  | "thanked" | "followed_up" | "answered" | "interviewed_at" | "promised_by" | "offer" | "accepted" | "declined"
  | "withdrawn" | "rejected" | "on_hold" | "set_state" | "not_hiring" | "done" | "snooze_until" | "merge" | "split" | "track";

interface AdviceItem { id: string; text: string; why: string }
interface Person { name: string; address: string; part: string }
interface LastMessage { date: string; direction: "in" | "out"; sender: string; name: string | null; part?: string | null }
interface Interview { id: string; start: string; end: string | null; timezone: string | null; status: string; source: string }
interface Mark { id: string; what: MarkType; at: string; value: Record<string, string> }
interface Account {
  id: string;
  user: string;
  addresses: string[];
  /** UIDVALIDITY by mailbox, where the server names it. */
  mailboxes?: Record<string, number>;
}
interface Sync { account: string; state: string; folder: string | null; done: number; total: number; last_sync: string | null; error: string | null }

interface Process {
  id: string;
  company: string | null;
  role: string | null;
  subject: string;
  /** Subjects of all its messages, where the server names them. */
  subjects?: string[];
  account_ids: string[];
  people: Person[];
  state: State;
  confidence: number;
  live: boolean;
  since: string;
  next_action_due: string | null;
  also_due: { what: State; due: string | null }[];
  last_message: LastMessage | null;
  advice: { do: AdviceItem[]; dont: AdviceItem[] };
  reasons: { text: string; message_id: string | null }[];
  interviews: Interview[];
  promise: { earliest: string; latest: string; text: string } | null;
  deadline: string | null;
  marks: Mark[];
  snoozed_until: string | null;
  message_ids: string[];
  /**
   * Keys by which a row or an open message is recognised, `KIND:NAME`: `gm-thr` and `gm-msg` (Gmail, hexadecimal),
   * `conv` (Outlook's number of a conversation, hexadecimal), `email-id` and `thread-id` (RFC 8474), `proton-msg` and
   * `proton-thr`, `mid` (Message-ID), `imap` (account/mailbox/UIDVALIDITY/UID), `tuple` (subject, other side, minute).
   */
  match: string[];
}

interface Feed {
  schema_version: number;
  now: string;
  timezone: string;
  valid_until: string | null;
  accounts?: Account[];
  sync: Sync[];
  processes: Process[];
}
