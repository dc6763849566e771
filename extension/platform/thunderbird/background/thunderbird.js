/**
 * The background in Thunderbird: the common one, and what only a mail program has. Like that it may be stopped at any
 * moment; everything that it makes here is made again where it is missing.
 */
import "./worker.js";
import * as button from "./button.js";
import { displayed, isTrackable, keyOf, processOf } from "./displayed.js";
import * as keeper from "./keeper.js";
import * as menus from "./menus.js";
import { messenger } from "./messenger.js";
import * as sites from "./sites.js";
import * as tags from "./tags.js";
import * as toolbar from "./toolbar.js";

/**
 * What a displayed message is about; owed until something changed.
 * @param {number} tabId @param {string} seen @returns {Promise<DisplayedAnswer>}
 */
async function about(tabId, seen) {
  const headers = await displayed(tabId);
  const { version, connection, feed } = await keeper.newerThan(seen);
  const header = headers.length === 1 ? headers[0] : null;
  return {
    version,
    connection,
    process: header && processOf(feed, header),
    zone: feed?.timezone ?? "UTC",
    subject: header?.subject ?? "",
    key: header?.headerMessageId ? keyOf(header) : null,
    trackable: header !== null && connection.state === "ok" && isTrackable(feed, header),
    pause: 0
  };
}

/** @type {Record<string, (message: any, sender: messenger.runtime.MessageSender) => Promise<unknown>>} */
const ANSWERS = {
  displayed: (message, sender) => about(Number(sender.tab?.id ?? message.tab), String(message.version ?? ""))
};

/** What the options page alone may ask. @type {typeof ANSWERS} */
const FROM_OURSELVES = {
  async tags(message) {
    if (typeof message.on === "boolean") {
      const { feed, connection } = await keeper.current();
      await tags.turn(message.on, feed, connection);
    }
    return { on: await tags.areOn() };
  }
};

messenger.runtime.onMessage.addListener((message, sender, respond) => {
  const type = String(message?.type);
  const ours = sender.url?.startsWith(messenger.runtime.getURL("")) ?? false;
  const answer = Object.hasOwn(ANSWERS, type) ? ANSWERS[type] : ours && Object.hasOwn(FROM_OURSELVES, type) ? FROM_OURSELVES[type] : null;
  if (!answer || sender.id !== messenger.runtime.id) return false;
  answer(message, sender).then(respond, (error) => {
    console.error("Afterview:", error);
    respond({ ok: false, detail: "Something went wrong in the add-on." });
  });
  return true;
});

messenger.messageDisplay.onMessagesDisplayed.addListener(async (tab) => {
  const { feed, connection } = await keeper.current();
  if (tab.id !== undefined) await button.show(tab.id, feed, connection).catch(() => undefined); // closed meanwhile
});

messenger.menus.onShown.addListener((info, tab) => menus.shown(info, tab));
messenger.menus.onHidden.addListener(() => menus.hidden());
messenger.menus.onClicked.addListener((info, tab) => menus.clicked(info, tab));

keeper.onChange((feed, connection) => {
  void button.showAll(feed, connection);
  void tags.agree(feed, connection);
});

afterview.api.alarms.onAlarm.addListener(async () => {
  const { feed, connection } = await keeper.current();
  if (tags.expectsMail(feed)) await tags.agree(feed, connection);
});

/** Once after the add-on was started, by whatever: what is displayed already gets its card. */
async function begin() {
  const { begun } = await messenger.storage.session.get({ begun: false });
  if (begun) return;
  await messenger.storage.session.set({ begun: true });
  await sites.injectEverywhere();
}

menus.make();
void toolbar.ready();
void button.ready();
void sites.agree();
void begin();
void keeper.refreshQuietly();
