/** The button in a message's header: the state as its label, a sign where something is due now, the rest as its tooltip. */
import "../platform.js";
import "../shared/times.js";
import "../shared/states.js";
import "../shared/texts.js";
import "../shared/due.js";
import { displayed, processOf } from "./displayed.js";
import { messenger } from "./messenger.js";
import { mailTabs } from "./sites.js";

export async function ready() {
  await messenger.messageDisplayAction.setBadgeBackgroundColor({ color: "#b4530a" });
}

/** Of one tab. @param {number} tabId @param {Feed | null} feed @param {Connection} connection */
export async function show(tabId, feed, connection) {
  const headers = await displayed(tabId);
  const process = headers.length === 1 ? processOf(feed, headers[0]) : null;
  const now = Date.now();
  const { texts, due } = afterview;
  let label = "Afterview";
  let title = "Afterview: not one of your hiring processes";
  let sign = "";
  if (process && feed) {
    label = texts.stateWord(process);
    title = texts.badgeTitle(/** @type {any} */ (process), now, feed.timezone);
    sign = connection.state === "ok" && due.heaps([process], now, feed.timezone).now.length > 0 ? "!" : "";
  }
  if (connection.state !== "ok") title = `Afterview: ${texts.connectionWords(connection).title}`;
  const { messageDisplayAction } = messenger;
  await Promise.all([
    messageDisplayAction.setLabel({ tabId, label }),
    messageDisplayAction.setTitle({ tabId, title }),
    messageDisplayAction.setBadgeText({ tabId, text: sign })
  ]);
}

/** Of every tab and window. @param {Feed | null} feed @param {Connection} connection */
export async function showAll(feed, connection) {
  const shown = (await mailTabs()).map(async ({ id }) => id !== undefined && show(id, feed, connection));
  await Promise.allSettled(shown); // one may be closed meanwhile, another display nothing yet
}
