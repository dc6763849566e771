/** The process of the message whose button was clicked, above what the popup shows everywhere. */
import "../platform.js";
import "../shared/times.js";
import "../shared/states.js";
import "../shared/texts.js";
import "../shared/dom.js";
import "../shared/styles.js";
import "../shared/panel.js";
import { act, ask } from "../shared/ask.js";

const place = /** @type {HTMLElement} */ (document.getElementById("message"));

const panel = afterview.panel.make(
  {
    mark: (request) => act({ type: "mark", request }),
    undo: (mark) => act({ type: "undo", id: mark.id }),
    dashboard: () => act({ type: "dashboard" })
  },
  "This message"
);

async function follow() {
  const [tab] = await afterview.api.tabs.query({ active: true, currentWindow: true });
  let version = "";
  for (;;) {
    const answer = /** @type {DisplayedAnswer} */ (await ask({ type: "displayed", tab: tab?.id, version }));
    version = answer.version;
    const { process, zone, connection } = answer;
    place.hidden = !process || connection.state !== "ok";
    if (place.hidden || !process) continue;
    panel.update(process, { now: Date.now(), zone, connection, foreign: false });
    if (!panel.element.isConnected) place.append(panel.element);
  }
}

void follow();
