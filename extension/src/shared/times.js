"use strict";
/**
 * Days and times as people say them. A day is `YYYY-MM-DD`, a moment is RFC 3339; `now` is always an argument, in
 * milliseconds since the epoch, and days are counted in the zone that the feed names.
 */
var afterviewTimes = (() => {
  const MINUTE = 60_000;
  const HOUR = 60 * MINUTE;
  const DAY = 24 * HOUR;

  /** How days and times are written, each with the locale whose pattern it takes. */
  const WRITTEN = /** @type {Record<string, [string, Intl.DateTimeFormatOptions]>} */ ({
    day: ["en-CA", { year: "numeric", month: "2-digit", day: "2-digit" }],
    dayName: ["en-GB", { weekday: "short", day: "numeric", month: "short" }],
    dayNameAndYear: ["en-GB", { weekday: "short", day: "numeric", month: "short", year: "numeric" }],
    clock: ["en-GB", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }],
    parts: [
      "en-GB",
      { year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" }
    ]
  });

  /** @type {Map<string, Intl.DateTimeFormat>} */
  const formats = new Map();

  /** Formatters are costly to make and a list has hundreds of rows, so each is made once. @param {string} written @param {string} zone */
  function format(written, zone) {
    const key = `${written} ${zone}`;
    let found = formats.get(key);
    if (!found) {
      const [locale, options] = WRITTEN[written];
      try {
        found = new Intl.DateTimeFormat(locale, { ...options, timeZone: zone });
      } catch {
        found = new Intl.DateTimeFormat(locale, { ...options, timeZone: "UTC" });
      }
      formats.set(key, found);
    }
    return found;
  }

  const MOST_DAYS = 1000;

  /** Days of moments asked for before: every row asks what day it is. @type {Map<string, string>} */
  const days = new Map();

  /**
   * The calendar day of a moment.
   * @param {number} now @param {string} zone @returns {string}
   */
  function day(now, zone) {
    const key = `${Math.floor(now / MINUTE)} ${zone}`; // zones turn the day on a whole minute
    let found = days.get(key);
    if (found === undefined) {
      if (days.size >= MOST_DAYS) days.clear();
      found = format("day", zone).format(now);
      days.set(key, found);
    }
    return found;
  }

  /** Whether a due is a moment and not a day. @param {string} due */
  function isMoment(due) {
    return due.length > 10;
  }

  /** The day of a due, in the zone. @param {string} due @param {string} zone */
  function dayOf(due, zone) {
    return isMoment(due) ? day(Date.parse(due), zone) : due;
  }

  /** Whole days from one day to another. @param {string} from @param {string} to */
  function daysBetween(from, to) {
    return Math.round((Date.parse(to + "T00:00Z") - Date.parse(from + "T00:00Z")) / DAY);
  }

  /** `Fri 27 Nov`, with the year where it is not this one. @param {string} text a day @param {string} today */
  function dayName(text, today) {
    const sameYear = text.slice(0, 4) === today.slice(0, 4);
    const at = Date.parse(text + "T12:00Z");
    if (Number.isNaN(at)) return text;
    return format(sameYear ? "dayName" : "dayNameAndYear", "UTC").format(at).replace(",", "");
  }

  /** `14:30` in the zone. @param {number} at @param {string} zone */
  function clock(at, zone) {
    return format("clock", zone).format(at);
  }

  /**
   * How far a due lies ahead (positive) or behind (negative), in days.
   * @param {string} due @param {number} now @param {string} zone
   */
  function distance(due, now, zone) {
    return daysBetween(day(now, zone), dayOf(due, zone));
  }

  /**
   * A due in words: "today", "tomorrow, 14:30", "Fri 27 Nov", "2 days ago".
   * @param {string} due @param {number} now @param {string} zone @returns {string}
   */
  function dueWords(due, now, zone) {
    const days = distance(due, now, zone);
    if (Number.isNaN(days)) return due;
    const time = isMoment(due) ? `, ${clock(Date.parse(due), zone)}` : "";
    if (days === 0) return `today${time}`;
    if (days === 1) return `tomorrow${time}`;
    if (days === -1) return `yesterday${time}`;
    if (days < 0 && days >= -30) return `${-days} days ago`;
    return dayName(dayOf(due, zone), day(now, zone)) + time;
  }

  /** The day from which something past holds: "yesterday", "Mon 16 Nov". @param {string} at @param {number} now @param {string} zone */
  function since(at, now, zone) {
    return distance(at, now, zone) === -1 ? "yesterday" : dayName(dayOf(at, zone), day(now, zone));
  }

  /**
   * How long ago a moment was: "just now", "5 minutes ago", "2 hours ago", "3 days ago", else the day.
   * @param {string} at @param {number} now @param {string} zone
   */
  function ago(at, now, zone) {
    const then = Date.parse(at);
    if (Number.isNaN(then)) return "";
    const past = now - then;
    if (past < 1.5 * MINUTE) return "just now";
    if (past < HOUR) return `${Math.round(past / MINUTE)} minutes ago`;
    if (past < DAY) {
      const hours = Math.max(1, Math.round(past / HOUR));
      return `${hours} hour${hours === 1 ? "" : "s"} ago`;
    }
    const days = daysBetween(day(then, zone), day(now, zone));
    if (days <= 1) return "yesterday";
    if (days <= 14) return `${days} days ago`;
    return `on ${dayName(day(then, zone), day(now, zone))}`;
  }

  /** Clocks are set on the quarter of an hour. */
  const QUARTER = 15 * MINUTE;
  const MOST_OFFSETS = 1000;

  /** Offsets asked for before. @type {Map<string, number>} */
  const offsets = new Map();

  /**
   * The offset of a zone at a moment, in minutes east of UTC.
   * @param {number} at @param {string} zone
   */
  function offset(at, zone) {
    const key = `${Math.floor(at / QUARTER)} ${zone}`;
    let found = offsets.get(key);
    if (found === undefined) {
      if (offsets.size >= MOST_OFFSETS) offsets.clear();
      found = readOffset(at, zone);
      offsets.set(key, found);
    }
    return found;
  }

  /** @param {number} at @param {string} zone */
  function readOffset(at, zone) {
    const parts = format("parts", zone).formatToParts(at);
    /** @param {string} type */
    const part = (type) => Number(parts.find((entry) => entry.type === type)?.value);
    const wall = Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"), part("second"));
    return Math.round((wall - Math.floor(at / 1000) * 1000) / MINUTE);
  }

  /** `+01:00` @param {number} minutes */
  function offsetText(minutes) {
    const size = Math.abs(minutes);
    const two = (/** @type {number} */ n) => String(n).padStart(2, "0");
    return `${minutes < 0 ? "-" : "+"}${two(Math.floor(size / 60))}:${two(size % 60)}`;
  }

  /**
   * A wall-clock time (`2026-11-27T14:30`) in a zone as RFC 3339 with its offset; null for what is no time. In the hour
   * that a change to winter repeats, the first one; in the hour that a change to summer skips, the time after it.
   * @param {string} wall @param {string} zone @returns {string | null}
   */
  function inZone(wall, zone) {
    if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(wall)) return null;
    const asUtc = Date.parse(wall + "Z");
    if (Number.isNaN(asUtc)) return null;
    const midnight = Math.floor(asUtc / DAY) * DAY;
    const before = offset(midnight - DAY, zone);
    const after = offset(midnight + 2 * DAY, zone);
    let at = asUtc - before * MINUTE;
    if (before !== after && offset(at, zone) !== before) {
      at = asUtc - after * MINUTE;
      if (offset(at, zone) !== after) at = asUtc - before * MINUTE;
    }
    const real = before === after ? before : offset(at, zone);
    return new Date(at + real * MINUTE).toISOString().slice(0, 19) + offsetText(real);
  }

  /** A moment as people read it with its zone: "Fri 27 Nov, 14:30 (Europe/Berlin)". @param {string} at @param {number} now @param {string} zone */
  function momentWords(at, now, zone) {
    const then = Date.parse(at);
    if (Number.isNaN(then)) return at;
    return `${dayName(day(then, zone), day(now, zone))}, ${clock(then, zone)} (${zone.replace(/_/g, " ")})`;
  }

  return { day, isMoment, distance, dueWords, since, ago, dayName, clock, inZone, momentWords, offset, offsetText };
})();
afterview.times = afterviewTimes;
