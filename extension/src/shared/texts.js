"use strict";
/** Sentences about a process, made from the feed alone. Everything here is plain text. */
var afterviewTexts = (() => {
  /** @type {Record<string, string>} */
  const PARTS = {
    recruiter: "recruiter",
    hiring_manager: "hiring manager",
    interviewer: "interviewer",
    coordinator: "coordinator",
    agency: "agency"
  };

  /** The longest text of a stranger's that is shown in one place. */
  const LONG = 160;

  /**
   * A stranger's text made safe to stand in a line of ours: no control or direction-changing characters, one line, not
   * endless.
   * @param {string} text @param {number} [most]
   */
  function tame(text, most = LONG) {
    const plain = text
      .slice(0, 4 * most)
      .replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\s]+/g, " ")
      .replace(/[\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g, "")
      .trim();
    const letters = Array.from(plain);
    return letters.length > most ? letters.slice(0, most - 1).join("").trimEnd() + "…" : plain;
  }

  /** The state as a word, with doubt said. @param {{state: State, confidence: number}} process */
  function stateWord(process) {
    const { word } = afterview.states.look(process.state);
    return afterview.states.probable(process) ? `Probably ${word.charAt(0).toLowerCase()}${word.slice(1)}` : word;
  }

  /** What the process is called: "Role at Company", as far as known. @param {{company: string | null, role: string | null, subject: string}} process */
  function title(process) {
    const company = process.company ? tame(process.company, 60) : "";
    const role = process.role ? tame(process.role, 80) : "";
    if (role && company) return `${role} at ${company}`;
    return role || company || tame(process.subject, 100) || "A hiring process";
  }

  /**
   * The due of a process in words, or an empty string.
   * @param {{state: State, next_action_due: string | null}} process @param {number} now @param {string} zone
   */
  function due(process, now, zone) {
    const at = process.next_action_due;
    if (!at) return "";
    const words = afterview.times.dueWords(at, now, zone);
    const late = afterview.times.distance(at, now, zone) < 0;
    switch (process.state) {
      case "scheduled":
        return `Interview ${words}`;
      case "waiting":
        return `Right to ask from ${words}`;
      case "follow_up_due":
        return late ? `Right to ask since ${afterview.times.since(at, now, zone)}` : `Right to ask from ${words}`;
      case "offer":
        return late ? `Answer was due ${words}` : `Answer by ${words}`;
      case "on_hold":
        return `Ask again from ${words}`;
      default:
        return late ? `Was due ${words}` : `Due ${words}`;
    }
  }

  /**
   * The title of a badge, and what a screen reader says.
   * @param {RowProcess} process @param {number} now @param {string} zone
   */
  function badgeTitle(process, now, zone) {
    const look = afterview.states.look(process.state);
    const parts = [`${stateWord(process)}: ${look.long.charAt(0).toLowerCase()}${look.long.slice(1)}`];
    const words = due(process, now, zone);
    if (words) parts.push(words);
    if (process.company) parts.push(tame(process.company, 60));
    return `Afterview · ${parts.join(" · ")}`;
  }

  /**
   * Who wrote last: a person by name and part, anything automatic as that.
   * @param {Process} process @param {number} now @param {string} zone @returns {{text: string, human: boolean}}
   */
  function lastWriter(process, now, zone) {
    const last = process.last_message;
    if (!last) return { text: "No mail yet", human: false };
    const when = afterview.times.ago(last.date, now, zone);
    if (last.direction === "out" || last.sender === "self") return { text: `You wrote last, ${when}`, human: false };
    const name = last.name ? tame(last.name, 60) : "";
    if (last.sender === "ats" || last.sender === "calendar") {
      const what = last.sender === "calendar" ? "Calendar mail" : "Automatic mail";
      return { text: `${what}${name ? ` from ${name}` : ""}, ${when}`, human: false };
    }
    const person = process.people.find((entry) => entry.name && entry.name === last.name);
    const part = PARTS[last.part ?? person?.part ?? ""] ?? (last.sender === "agency" ? "agency" : undefined);
    const who = name || "A person";
    return { text: part ? `${who}, ${part}, replied ${when}` : `${who} replied ${when}`, human: true };
  }

  /** What this runs in, within a sentence. */
  const here = () => afterview.program ?? "this browser";

  /** What the connection means for the user, in a sentence or two. @param {Connection} connection */
  function connectionWords(connection) {
    const Here = here().charAt(0).toUpperCase() + here().slice(1);
    switch (connection.state) {
      case "ok":
        return { title: "Connected", text: connection.detail ?? "" };
      case "not_running":
        return { title: "Afterview is not running", text: "Start it on this computer with the command below. The advice comes back by itself." };
      case "unpaired":
        return { title: `Connect ${here()}`, text: "Type the code that the Afterview dashboard shows." };
      case "unauthorised":
        return { title: `${Here} was disconnected`, text: "Pair it again with a new code from the dashboard." };
      case "no_permission":
        return { title: `${Here} blocks the connection`, text: "Afterview needs your permission to talk to 127.0.0.1, which is your own computer." };
      default:
        return { title: "Looking for Afterview…", text: "" };
    }
  }

  return { tame, stateWord, title, due, badgeTitle, lastWriter, connectionWords, here };
})();
afterview.texts = afterviewTexts;
