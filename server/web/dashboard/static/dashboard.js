/**
 * The dashboard's one script.
 * @module
 */
import { begin, call } from "./session.js";

const status = document.getElementById("status");

/** @param {string} text */
function say(text) {
  if (status) status.textContent = text;
}

try {
  if (await begin()) {
    const feed = await (await call("GET", "/feed")).json();
    const live = feed.processes.filter((/** @type {{live: boolean}} */ process) => process.live).length;
    say(live === 1 ? "One hiring process is under way." : `${live} hiring processes are under way.`);
  } else {
    say("Open this page with “afterview open”.");
  }
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
}
