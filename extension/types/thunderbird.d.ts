/** What the parts of the add-on for Thunderbird say to each other, beside what all platforms share. */

/** What a displayed message is about. */
interface DisplayedAnswer {
  /** Changes whenever `connection.state` or the feed does. */
  version: string;
  connection: Connection;
  /** Null where the message belongs to none, to more than one, or nothing is known. */
  process: Process | null;
  zone: string;
  subject: string;
  /** The message's match key, where it has a Message-ID. */
  key: string | null;
  /** Whether the message can be made a process of: it has a key, lies in a mailbox, and no process has it. */
  trackable: boolean;
  /** Milliseconds to let pass before asking again. */
  pause: number;
}
