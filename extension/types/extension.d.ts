/** What the parts of the extension say to each other. */

/**
 * How the server can be reached. `unknown` before the first try; `not_running` when nothing of ours answers;
 * `unpaired` while there is no token; `unauthorised` when the token is no longer accepted; `no_permission` when the
 * browser has not granted (or has taken back) the right to talk to 127.0.0.1.
 */
type ConnectionState = "unknown" | "not_running" | "unpaired" | "unauthorised" | "no_permission" | "ok";

interface Connection {
  state: ConnectionState;
  /** A sentence of the server about the last failure, or null. */
  detail: string | null;
  /** Failures in a row. */
  failures: number;
  /** Milliseconds since the epoch before which nothing is asked without the user's wish; 0 for at once. */
  retryAt: number;
  /** When the server last answered, in milliseconds since the epoch; 0 for never. */
  lastOk: number;
}

/** What one try to reach the server came to. */
type Outcome =
  | { type: "ok" }
  | { type: "unreachable" }
  | { type: "refused"; detail: string | null }
  | { type: "no_token"; running: boolean }
  | { type: "no_permission" }
  | { type: "stranger" }
  | { type: "trouble"; detail: string | null };

/** The part of a process that rows need: enough for a badge, nothing more. */
interface RowProcess {
  id: string;
  state: State;
  confidence: number;
  live: boolean;
  next_action_due: string | null;
  snoozed_until: string | null;
  company: string | null;
  subjects: string[];
  match: string[];
  account_ids: string[];
}

/** What a content script knows of the feed. */
interface View {
  timezone: string;
  accounts: Account[];
  processes: RowProcess[];
}

/** What a mail page shows by, at one moment. */
interface Known {
  view: View;
  index: ReturnType<typeof afterviewMatch.index>;
  /** The account signed in on the page. */
  user: string | null;
  /** Whether the server is out of reach, so that this is what was known last. */
  stale: boolean;
  version: string;
}

interface ViewAnswer {
  /** Changes whenever `connection.state` or the feed does. */
  version: string;
  connection: Connection;
  /** Null where the asker's version is current, or nothing is known. */
  view: View | null;
  /** The account signed in on this site, as its pages last named it. */
  user: string | null;
  /** Milliseconds to let pass before asking again. */
  pause: number;
}

/** How an adapter names a message on screen: by exact keys where the page has them, else by what it shows. */
interface Identity {
  mailbox?: string;
  uid?: number;
  keys?: string[];
  subject: string;
  /** The other side's address: the sender, or the first recipient of a message of the user's own. */
  address?: string;
  /** When it was written, in milliseconds since the epoch; the minute counts. Left out where the page shows less. */
  date?: number;
  /** `date` is when it arrived, which is the minute in which it was written or, as a rule, the one after. */
  arrived?: boolean;
  /** Keys by which the server finds the message, where those of `keys` name more than it. Nothing is matched by them. */
  also?: string[];
}

/** A minute or a day, in milliseconds since the epoch, its end included. */
interface Span { earliest: number; latest: number }

/** A message open on screen, as an adapter reads it. */
interface OpenedMessage extends Identity {
  /** The address that it is from, where the page shows it. */
  sender: string | null;
  /** The time that the page shows, as exactly as it does. */
  span?: Span;
}

/** A message as the server can find it: by its match keys, or else by what the page shows of it. */
interface MessageTarget {
  match?: string[];
  shown?: { subject: string; sender?: string; earliest?: string; latest?: string; account?: string };
}

/** A message open on screen, as the popup learns of it. */
interface OpenMessage extends OpenedMessage {
  user: string | null;
  /** The process it belongs to, where it is known. */
  process: string | null;
  account: string | null;
}

/** Knowledge of one mail UI: selectors and where things are, nothing clever. */
interface Adapter {
  name: string;
  /** Every selector of the UI by the part that it finds, the newest first: the self-check counts what each finds. */
  selectors: Record<string, string[]>;
  /**
   * Parts without which nothing can be shown: in a list that has rows (looked for within the rows), and in an open
   * message (looked for in the document, once the part `message` is found). A page that lacks one has changed.
   */
  needs: { row: string[]; message: string[] };
  recognises(document: Document, location: Location): boolean;
  /** Whether the page says that nobody is signed in. */
  signedOut(document: Document): boolean;
  /** The account signed in, as the page shows it. */
  user(document: Document): string | null;
  /**
   * Of a page that never loads anew: what stays while lists and messages come and go. Left out where each view is a
   * page of its own.
   */
  root?(document: Document): Element | null;
  /** Attributes that name a message and may be set or changed after an element has come. */
  attributes?: string[];
  /** The element within which rows come and go. */
  list(document: Document): Element | null;
  rows(list: Element): Iterable<Element>;
  /** The row of which an element beside it is a part; null for what is none. Left out where rows are of one piece. */
  rowOf?(element: Element): Element | null;
  row(row: Element): Identity | null;
  /** Where a row's badge goes, with what style beside the common one; the place must cost no layout shift. */
  badgePlace(row: Element): { parent: Element; before: Node | null; style?: string } | null;
  /** The message open in this document. */
  message(document: Document, location: Location): OpenedMessage | null;
  cardPlace(document: Document): { parent: Element; before: Node | null } | null;
}

/** The self-check of a page. */
interface Diagnosis {
  adapter: string;
  /** What is wrong, in words; null where all is found. */
  problem: string | null;
  /** Structure and selectors with all text replaced by dots. */
  report: string;
}

/** A mark as the server takes it: on a process, or on a message. */
interface MarkRequest {
  process?: string;
  message?: MessageTarget;
  what: MarkType;
  at?: string;
  value?: Record<string, string>;
}

/** The answer to a request that does something. */
type Done<T> = { ok: true; value: T } | { ok: false; detail: string };

/** The namespace that classic scripts share; modules import the same files for their effect. */
declare var afterview: {
  api: typeof chrome;
  /** What this runs in, where that is no browser. */
  program?: string;
  times: typeof afterviewTimes;
  states: typeof afterviewStates;
  texts: typeof afterviewTexts;
  match: typeof afterviewMatch;
  digest: typeof afterviewDigest;
  moments: typeof afterviewMoments;
  dom: typeof afterviewDom;
  panel: typeof afterviewPanel;
  tone: typeof afterviewTone;
  styles: typeof afterviewStyles;
  link: typeof afterviewLink;
  badge: typeof afterviewBadge;
  card: typeof afterviewCard;
  rows: typeof afterviewRows;
  peek: typeof afterviewPeek;
  details: typeof afterviewDetails;
  message: typeof afterviewMessage;
  offer: typeof afterviewOffer;
  diagnosis: typeof afterviewDiagnosis;
  track: typeof afterviewTrack;
  due: typeof afterviewDue;
  adapters: Adapter[];
  /** Ends what an earlier run of the content scripts in this page still does. */
  stop?: () => void;
  /** What of the page is still as its adapter knows it; the popup asks. */
  diagnose?: () => Diagnosis;
};
