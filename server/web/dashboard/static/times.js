/**
 * Days and times as people say them. A day is `YYYY-MM-DD`, a moment is RFC 3339; days are counted in the zone that the
 * feed names.
 * @module
 * @import { Present } from "../feed"
 */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** @type {Map<string, Intl.DateTimeFormat>} Formatters are costly to make, so each is made once. */
const formats = new Map();

/** @param {string} zone @param {Intl.DateTimeFormatOptions} options @param {string} [locale] */
function format(zone, options, locale = "en-GB") {
  const key = `${locale} ${zone} ${JSON.stringify(options)}`;
  let found = formats.get(key);
  if (!found) {
    found = new Intl.DateTimeFormat(locale, { ...options, timeZone: known(zone) ? zone : "UTC" });
    formats.set(key, found);
  }
  return found;
}

/** Whether the browser knows this zone. @param {string} zone */
export function known(zone) {
  try {
    return Boolean(new Intl.DateTimeFormat("en", { timeZone: zone }));
  } catch {
    return false;
  }
}

/** The calendar day of a moment in milliseconds. @param {number} at @param {string} zone */
export function day(at, zone) {
  return format(zone, { year: "numeric", month: "2-digit", day: "2-digit" }, "en-CA").format(at);
}

/** Whether a due is a moment and not a day. @param {string} due */
export function isMoment(due) {
  return due.length > 10;
}

/** @param {string} due @param {string} zone */
function dayOf(due, zone) {
  return isMoment(due) ? day(Date.parse(due), zone) : due;
}

/** How far a due lies ahead (positive) or behind (negative), in days. @param {string} due @param {Present} present */
export function distance(due, { now, zone }) {
  return Math.round((Date.parse(`${dayOf(due, zone)}T00:00Z`) - Date.parse(`${day(now, zone)}T00:00Z`)) / DAY);
}

/** `Fri 27 Nov`, with the year where it is not this one. @param {string} due @param {Present} present */
export function dayName(due, { now, zone }) {
  const text = dayOf(due, zone);
  const at = Date.parse(`${text}T12:00Z`);
  if (Number.isNaN(at)) return due;
  const year = text.slice(0, 4) === day(now, zone).slice(0, 4) ? undefined : "numeric";
  return format("UTC", { weekday: "short", day: "numeric", month: "short", year }).format(at).replace(",", "");
}

/** `14:30` in the zone. @param {string} at @param {string} zone */
export function clock(at, zone) {
  return format(zone, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(Date.parse(at));
}

/** A due in words: "today", "tomorrow, 14:30", "in 3 days", "2 days ago". @param {string} due @param {Present} present */
export function dueWords(due, present) {
  const days = distance(due, present);
  if (Number.isNaN(days)) return due;
  const at = isMoment(due) ? `, ${clock(due, present.zone)}` : "";
  if (days === 0) return `today${at}`;
  if (days === 1) return `tomorrow${at}`;
  if (days === -1) return `yesterday${at}`;
  if (Math.abs(days) > 30) return dayName(due, present) + at;
  return days < 0 ? `${-days} days ago` : `in ${days} days${at}`;
}

/** How long ago a moment was: "just now", "5 minutes ago", "2 hours ago", "3 days ago", else the day. @param {string} at @param {Present} present */
export function ago(at, present) {
  const past = present.now - Date.parse(at);
  if (Number.isNaN(past)) return "";
  if (past < 1.5 * MINUTE) return "just now";
  if (past < HOUR) return `${Math.round(past / MINUTE)} minutes ago`;
  if (past < DAY) {
    const hours = Math.round(past / HOUR);
    return hours === 1 ? "1 hour ago" : `${hours} hours ago`;
  }
  const days = -distance(at, present);
  if (days <= 1) return "yesterday";
  return days <= 14 ? `${days} days ago` : `on ${dayName(at, present)}`;
}

/** A due exactly: "Fri 27 Nov", "Fri 27 Nov, 14:30 (Europe/Berlin)". @param {string} due @param {Present} present */
export function exact(due, present) {
  if (!isMoment(due)) return dayName(due, present);
  return `${dayName(due, present)}, ${clock(due, present.zone)} (${zoneName(present.zone)})`;
}

/** @param {string} zone */
export function zoneName(zone) {
  return zone.replace(/^Etc\//, "").replace(/_/g, " ");
}

/** The offset of a zone at a moment in milliseconds, in minutes east of UTC. @param {number} at @param {string} zone */
export function offset(at, zone) {
  const parts = format(zone, {
    year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23",
  }).formatToParts(at);
  /** @param {string} type */
  const part = (type) => Number(parts.find((entry) => entry.type === type)?.value);
  const wall = Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"), part("second"));
  return Math.round((wall - Math.floor(at / 1000) * 1000) / MINUTE);
}

/** `+01:00` @param {number} minutes */
export function offsetText(minutes) {
  const size = Math.abs(minutes);
  const two = (/** @type {number} */ n) => String(n).padStart(2, "0");
  return `${minutes < 0 ? "-" : "+"}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

/**
 * A wall-clock time (`2026-11-27T14:30`) in a zone as RFC 3339 with its offset; null for what is no time. In the hour that
 * a change to winter repeats, the first one; in the hour that a change to summer skips, the time after it.
 * @param {string} wall @param {string} zone @param {number} [later] minutes to add
 * @returns {string | null}
 */
export function inZone(wall, zone, later = 0) {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(wall)) return null;
  const asUtc = Date.parse(`${wall}Z`);
  if (Number.isNaN(asUtc)) return null;
  const before = offset(asUtc - DAY, zone);
  const after = offset(asUtc + DAY, zone);
  let at = asUtc - before * MINUTE;
  if (before !== after && offset(at, zone) !== before) {
    at = asUtc - after * MINUTE;
    if (offset(at, zone) !== after) at = asUtc - before * MINUTE;
  }
  at += later * MINUTE;
  const real = offset(at, zone);
  return new Date(at + real * MINUTE).toISOString().slice(0, 19) + offsetText(real);
}
