"use strict";
/**
 * Moments as mail pages write them, read to the minute: "11:47 PM", "Yesterday 07:26", "Nov 2 at 6:11 AM", "Friday,
 * November 21, 2025 at 4:03 PM". A date without a clock time is a whole day. A date in digits counts where it can be but
 * one (is 4/5 in April? a weekday beside it tells), and what can be read in two ways is nothing: a message is not tied to
 * a process by a guess.
 */
var afterviewMoments = (() => {
  const DAY = 86_400_000;
  const MINUTE = 60_000;
  const CLOCK = /(?<!\d)(\d{1,2})[:.h](\d\d)(?:[:.]\d\d)?(?!\d)(?:\s*([ap])\.?\s?m\b\.?)?/giu;
  const YEAR = /(?<!\d)(?:19|20)\d\d(?!\d)/g;
  const NUMBER = /(?<!\d)\d{1,2}(?!\d)/g;
  const DIGITS_ALONE = /\d\s*[/.-]\s*\d/;
  const IN_DIGITS = /(?<!\d)(\d{1,4}) ?([/.-]) ?(\d{1,2}) ?\2 ?(\d{1,4})(?![\dT])/;

  /**
   * Names of months and days in a language, in lower case.
   * @typedef {{months: Map<string, number>, weekdays: Map<string, number>, days: Map<string, number>}} Words
   */

  /** @param {string} text */
  const plain = (text) => text.toLowerCase().replace(/\./g, "").trim();

  /** Names in full and in three letters. @param {string} names @returns {[string, number][]} */
  const numbered = (names) => names.split(" ").flatMap((name, n) => [[name, n], [name.slice(0, 3), n]]);

  /** English is known without asking the browser, which takes its time to answer for the first time. @type {Words} */
  const ENGLISH = {
    months: new Map(numbered("january february march april may june july august september october november december")),
    weekdays: new Map(numbered("sunday monday tuesday wednesday thursday friday saturday")),
    days: new Map([["today", 0], ["yesterday", -1]])
  };

  /** @type {Map<string, Words>} */
  const languages = new Map();

  /** @param {string} language @returns {Words} */
  function words(language) {
    let made = languages.get(language);
    if (!made) languages.set(language, (made = /^en\b/.test(language) ? ENGLISH : wordsOf(language)));
    return made;
  }

  /** The names that the browser knows; English ones where the page names a language that it does not know. @param {string} language @returns {Words} */
  function wordsOf(language) {
    /** @type {Words} */
    const made = { months: new Map(), weekdays: new Map(), days: new Map() };
    try {
      for (const style of /** @type {("long" | "short")[]} */ (["long", "short"])) {
        const format = new Intl.DateTimeFormat(language, { weekday: style, month: style, day: "numeric", timeZone: "UTC" });
        for (let n = 0; n < 12; n += 1) {
          const at = new Date(Date.UTC(2024, n, 1));
          for (const { type, value } of format.formatToParts(at)) {
            if (type === "month") made.months.set(plain(value), n);
            else if (type === "weekday") made.weekdays.set(plain(value), at.getUTCDay()); // twelve firsts have all seven
          }
        }
      }
      const relative = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
      for (const days of [0, -1]) made.days.set(plain(relative.format(days, "day")), days);
      return made;
    } catch {
      return ENGLISH;
    }
  }

  /** The one clock time in a text, as `14:05`, and the text without it; null where there is none, or more than one. @param {string} text */
  function clock(text) {
    const found = [...text.matchAll(CLOCK)];
    if (found.length !== 1) return null;
    const [whole, hours, minutes, half] = found[0];
    const late = half?.toLowerCase() === "p";
    const hour = half ? (Number(hours) % 12) + (late ? 12 : 0) : Number(hours);
    if (hour > 23 || Number(minutes) > 59 || (half && (Number(hours) < 1 || Number(hours) > 12))) return null;
    return { time: `${String(hour).padStart(2, "0")}:${minutes}`, rest: text.replace(whole, " ") };
  }

  /** @param {number} year @param {number} month @param {number} day */
  function dayText(year, month, day) {
    const at = new Date(Date.UTC(year, month, day));
    return at.getUTCMonth() === month && at.getUTCDate() === day ? at.toISOString().slice(0, 10) : null;
  }

  /** @param {string} text */
  const namesIn = (text) => (text.match(/[\p{L}\p{M}]+\.?/gu) ?? []).map(plain);

  /**
   * The day of a date in digits with its year, and the text without it. With dots the day comes first, with a year in
   * front the month does; else a weekday beside it, or a number above twelve, must tell. Null for none in digits.
   * @param {string} text @param {Words} known @returns {{day: string | null, rest: string} | null}
   */
  function inDigits(text, known) {
    const found = IN_DIGITS.exec(text);
    if (!found) return null;
    const [whole, one, sign, two, three] = found;
    const orders = one.length === 4 ? [[one, two, three]] : sign === "." ? [[three, two, one]] : [[three, one, two], [three, two, one]];
    const weekday = namesIn(text).map((name) => known.weekdays.get(name)).find((day) => day !== undefined);
    const days = orders.filter(([year]) => year.length === 4).map(([year, month, day]) => dayText(Number(year), Number(month) - 1, Number(day)));
    const fitting = new Set(days.filter((day) => day && (weekday === undefined || new Date(`${day}T12:00Z`).getUTCDay() === weekday)));
    const rest = text.replace(whole, " ");
    return { day: fitting.size === 1 ? [...fitting][0] : null, rest };
  }

  /**
   * The day that a text names: with a month's name, else today, yesterday or a day of the last week.
   * @param {string} text @param {string} today @param {Words} known @returns {string | null}
   */
  function dayOf(text, today, known) {
    if (DIGITS_ALONE.test(text)) return null;
    const names = namesIn(text);
    const named = names.filter((name) => known.months.has(name));
    const sure = named.filter((name) => !known.weekdays.has(name)); // "mar" is Tuesday and March in Italian and Spanish
    const months = [...new Set((sure.length ? sure : named).map((name) => /** @type {number} */ (known.months.get(name))))];
    const years = text.match(YEAR) ?? [];
    const numbers = text.replace(YEAR, " ").match(NUMBER) ?? [];
    if (months.length === 1 && numbers.length === 1 && years.length < 2) {
      const year = Number(years[0] ?? today.slice(0, 4));
      const found = dayText(year, months[0], Number(numbers[0]));
      return !years.length && found && found > today ? dayText(year - 1, months[0], Number(numbers[0])) : found;
    }
    if (months.length || numbers.length || years.length) return null;
    const back = known.days.get(plain(text)) ?? names.map((name) => known.days.get(name)).find((days) => days !== undefined);
    const weekday = names.map((name) => known.weekdays.get(name)).find((day) => day !== undefined);
    const noon = Date.parse(`${today}T12:00Z`);
    if (back !== undefined) return new Date(noon + back * DAY).toISOString().slice(0, 10);
    if (weekday === undefined) return names.length ? null : today;
    const past = (new Date(noon).getUTCDay() - weekday + 7) % 7 || 7;
    return new Date(noon - past * DAY).toISOString().slice(0, 10);
  }

  /** The zone of this computer, and the minute in which it was asked for: asking takes longer than reading a row. */
  let own = { minute: Number.NaN, zone: "" };

  /** The zone of this computer, which a mail page follows unless it says otherwise. @param {number} now */
  function ownZone(now) {
    const minute = Math.floor(now / MINUTE);
    if (minute !== own.minute) own = { minute, zone: Intl.DateTimeFormat().resolvedOptions().timeZone };
    return own.zone;
  }

  /** The whole minute of a moment. @param {number} at @returns {Span | undefined} */
  function minuteOf(at) {
    const earliest = Math.floor(at / MINUTE) * MINUTE;
    return Number.isNaN(earliest) ? undefined : { earliest, latest: earliest + MINUTE - 1 };
  }

  /**
   * The time that a text names: its minute, or its day where it names no more; undefined where it names none for sure.
   * @param {string | null | undefined} text
   * @param {{now?: number, zone?: string, language?: string}} [context] the page's time, zone and language
   * @returns {Span | undefined}
   */
  function span(text, { now = Date.now(), zone = ownZone(now), language = document.documentElement.lang || "en" } = {}) {
    const shown = (text ?? "").slice(0, 200).replace(/[\s\u200e\u200f]+/gu, " ").trim();
    if (/^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)$/.test(shown)) return minuteOf(Date.parse(shown));
    const known = words(language);
    const digits = inDigits(shown, known);
    const left = digits?.rest ?? shown;
    const time = clock(left);
    if (!time && (left.match(CLOCK) || !/[\p{L}\d]/u.test(shown))) return undefined;
    const rest = time?.rest ?? left;
    const day = digits ? (/\d/.test(rest) ? null : digits.day) : dayOf(rest, afterview.times.day(now, zone), known);
    const start = day && afterview.times.inZone(`${day}T${time?.time ?? "00:00"}`, zone);
    if (!start) return undefined;
    const earliest = Date.parse(start);
    return time ? minuteOf(earliest) : { earliest, latest: earliest + DAY - 1 };
  }

  /**
   * The moment that a text names, in milliseconds since the epoch, good to the minute; undefined where it names none for
   * sure.
   * @param {Parameters<typeof span>[0]} text @param {Parameters<typeof span>[1]} [context]
   */
  function read(text, context) {
    const found = span(text, context);
    return found && isMinute(found) ? found.earliest : undefined;
  }

  /** What an open message shows of its time. @param {Parameters<typeof span>[0]} text @param {Parameters<typeof span>[1]} [context] */
  function shown(text, context) {
    const found = span(text, context);
    return { span: found, date: found && isMinute(found) ? found.earliest : undefined };
  }

  /** @param {Span} found */
  const isMinute = ({ earliest, latest }) => latest - earliest < MINUTE;

  return { read, shown };
})();
afterview.moments = afterviewMoments;
