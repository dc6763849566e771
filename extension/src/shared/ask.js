/** How the extension's own pages ask the background, which the browser may stop in the middle of an answer. */
import "../platform.js";

const PAUSE = 200;
const TRIES = 3;

/**
 * Asks for something that may be asked twice.
 * @param {object} message @returns {Promise<any>}
 */
export async function ask(message) {
  for (let tries = 1; ; tries += 1) {
    try {
      return await afterview.api.runtime.sendMessage(message);
    } catch (error) {
      if (tries === TRIES) throw error;
      await new Promise((resolve) => setTimeout(resolve, PAUSE)); // asking again starts the background
    }
  }
}

/**
 * Asks for something to be done, once.
 * @param {object} message @returns {Promise<Done<any>>}
 */
export async function act(message) {
  try {
    return await afterview.api.runtime.sendMessage(message);
  } catch {
    return { ok: false, detail: "The extension was stopped for a moment. Please try again." };
  }
}
