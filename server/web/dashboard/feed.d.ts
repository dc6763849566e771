/** The JSON that the page reads, as `openapi.yaml` describes it. */
export type State =
  | "not_hiring" | "outreach" | "applied" | "reply_due" | "scheduled" | "thank_you_due" | "waiting" | "follow_up_due"
  | "followed_up" | "offer" | "accepted" | "declined" | "withdrawn" | "rejected" | "on_hold";

export type MarkType =
  | "thanked" | "followed_up" | "answered" | "interviewed_at" | "promised_by" | "offer" | "accepted" | "declined"
  | "withdrawn" | "rejected" | "on_hold" | "set_state" | "not_hiring" | "done" | "snooze_until" | "merge" | "split"
  | "track";

export type Direction = "in" | "out";
export type Sender = "person" | "ats" | "agency" | "calendar" | "self";
export type Values = Record<string, string>;

export interface Mark { id: string; what: MarkType; at: string; value: Values }
export interface MarkEvent extends Mark { made: string; undone: string | null }
export interface Marked { mark: Mark & { undone: boolean }; process_id: string }
export interface Advice { id: string; text: string; why: string }
export interface Person { name: string; address: string; part: string }

export interface Interview {
  id: string;
  start: string;
  end: string | null;
  timezone: string | null;
  status: "proposed" | "fixed" | "moved" | "cancelled" | "over";
  source: string;
}

export interface LastMessage {
  date: string;
  direction: Direction;
  sender: Sender;
  name: string;
  part?: string | null;
}

export interface Process {
  id: string;
  company: string | null;
  role: string | null;
  subject: string;
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
  advice: { do: Advice[]; dont: Advice[] };
  reasons: { text: string; message_id: string | null }[];
  interviews: Interview[];
  promise: { earliest: string; latest: string; text: string } | null;
  deadline: string | null;
  marks: Mark[];
  snoozed_until: string | null;
  notes?: string[];
}

export interface HistoryMessage {
  id: string;
  date: string;
  direction: Direction;
  sender: Sender;
  kind: string;
  confidence: number;
  moves: boolean;
  evidence: { text: string; source: string }[];
  subject: string;
  name: string;
}

export interface History { process: Process; messages: HistoryMessage[]; marks: MarkEvent[] }

export interface Sync {
  account: string;
  state: "connecting" | "syncing" | "watching" | "offline" | "refused" | "failed";
  folder: string | null;
  done: number;
  total: number;
  last_sync: string | null;
  error: string | null;
  notes?: string[];
}

export interface Feed {
  schema_version: number;
  now: string;
  timezone: string;
  valid_until: string | null;
  sync: Sync[];
  accounts?: { id: string; user: string; addresses: string[] }[];
  processes: Process[];
}

export interface Client {
  id: string;
  kind: "extension" | "dashboard";
  name: string;
  origin: string | null;
  created: string;
  expires: string | null;
  last_seen: string | null;
  revoked: string | null;
}

/** What is said of a moment depends on when and where one looks: milliseconds since the epoch, and an IANA zone. */
export interface Present { now: number; zone: string }

/** Words for states and marks, from `server/words.py` through the shell. */
export interface Words { states: Record<string, string>; marks: Record<string, string> }
