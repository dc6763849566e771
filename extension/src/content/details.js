"use strict";
/** Processes in full, as card and peek need them: each is asked for once a version of the feed, and kept while it is on show. */
var afterviewDetails = (() => {
  const PAUSE = 500;

  /** @param {() => void} arrived Called when a process that was asked for is there. */
  function make(arrived) {
    /** @type {Map<string, {version: string, process: Process | null}>} */
    const kept = new Map();

    /** @param {string} id @param {string} version */
    async function look(id, version) {
      const entry = { version, process: kept.get(id)?.process ?? null };
      kept.set(id, entry);
      const process = /** @type {Process | null | undefined} */ (await afterview.link.ask({ type: "process", id }));
      if (kept.get(id) !== entry) return;
      if (process === undefined) {
        kept.set(id, { version: "", process: entry.process }); // no answer: the background was stopped in the middle of it
        setTimeout(arrived, PAUSE);
        return;
      }
      entry.process = process;
      arrived();
    }

    return {
      /** What is known of a process; what is older than `version` is asked for. @param {string} id @param {string} version */
      get(id, version) {
        if (kept.get(id)?.version !== version) void look(id, version);
        return kept.get(id)?.process ?? null;
      },
      /** Forgets all but these. @param {string[]} ids */
      keep(ids) {
        for (const id of kept.keys()) if (!ids.includes(id)) kept.delete(id);
      }
    };
  }

  return { make };
})();
afterview.details = afterviewDetails;
