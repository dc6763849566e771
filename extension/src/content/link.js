"use strict";
/**
 * The way from a page to the background. A content script acts as the page's origin and meets its rules on the network,
 * so it never talks to the server itself. After an update of the extension the old scripts lose their browser object:
 * they fall silent and take away what they showed.
 */
var afterviewLink = (() => {
  /** Whether this script still belongs to a living extension. */
  function alive() {
    try {
      return Boolean(afterview.api.runtime?.id);
    } catch {
      return false;
    }
  }

  /**
   * Asks the background; undefined where there is none to answer (it was stopped in mid-answer, or replaced).
   * @param {object} message @returns {Promise<any>}
   */
  async function ask(message) {
    if (!alive()) return undefined;
    try {
      return await afterview.api.runtime.sendMessage(message);
    } catch {
      return undefined;
    }
  }

  /** Asks for something to be done. @param {object} message @returns {Promise<Done<any>>} */
  async function act(message) {
    return (await ask(message)) ?? { ok: false, detail: "Afterview did not answer. Please reload this page and try again." };
  }

  /**
   * Waits, or less where the signal comes first.
   * @param {number} ms @param {AbortSignal} signal @returns {Promise<void>}
   */
  function pause(ms, signal) {
    return new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const timer = setTimeout(resolve, ms);
      signal.addEventListener("abort", () => (clearTimeout(timer), resolve()), { once: true });
    });
  }

  /**
   * Keeps asking for the view while the signal lives, one question at a time, and tells of each change. The asking is
   * what keeps the background awake; a hidden tab must abort it.
   * @param {{known: string}} state `known` is the version seen last; kept by the caller over a pause.
   * @param {(answer: any) => void} changed @param {() => void} orphaned @param {AbortSignal} signal
   * @param {string} [question] what is asked for: the view of rows, or what a platform of its own answers.
   */
  async function watch(state, changed, orphaned, signal, question = "view") {
    let misses = 0;
    while (!signal.aborted) {
      const answer = /** @type {{version: string, pause: number} | undefined} */ (await ask({ type: question, version: state.known }));
      if (signal.aborted) return;
      if (!answer) {
        if (!alive()) return orphaned();
        misses += 1;
        await pause(Math.min(200 * 2 ** misses, 10_000), signal);
        continue;
      }
      misses = 0;
      if (answer.version !== state.known) {
        state.known = answer.version;
        changed(answer);
      }
      if (answer.pause > 0) await pause(answer.pause, signal);
    }
  }

  return { ask, act, watch };
})();
afterview.link = afterviewLink;
