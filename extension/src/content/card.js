"use strict";
/** The card in an open message: one panel in a shadow root of its own. */
var afterviewCard = (() => {
  const NAME = "afterview-card";

  /** @type {Parameters<typeof afterviewPanel.make>[0]} */
  const actions = {
    mark: async (request) => (await afterview.link.ask({ type: "mark", request })) ?? silent(),
    undo: async (mark) => (await afterview.link.ask({ type: "undo", id: mark.id })) ?? silent(),
    dashboard: async () => (await afterview.link.ask({ type: "dashboard" })) ?? silent()
  };

  /** @returns {Done<any>} */
  function silent() {
    return { ok: false, detail: "Afterview did not answer. Please reload this page and try again." };
  }

  function make() {
    const host = document.createElement(NAME);
    const root = host.attachShadow({ mode: "open" });
    const { styles } = afterview;
    afterview.styles.adopt(root, styles.TOKENS, styles.STATE, styles.PANEL, styles.CARD);
    const panel = afterview.panel.make(actions, "Afterview");
    root.append(panel.element);
    // A mail page listens for single keys; what is typed into the card is not meant for it.
    for (const type of ["keydown", "keypress", "keyup"]) host.addEventListener(type, (event) => event.stopPropagation());

    return {
      host,
      /**
       * @param {Process} process @param {{now: number, zone: string, connection: Connection, foreign: boolean}} context
       * @param {NonNullable<ReturnType<Adapter["cardPlace"]>>} place
       */
      show(process, context, place) {
        panel.update(process, context);
        host.dataset.state = process.state;
        host.dataset.tone = afterview.tone.at(place.parent);
        if (host.parentNode !== place.parent || host.nextSibling !== place.before) place.parent.insertBefore(host, place.before);
      },
      remove() {
        host.remove();
      }
    };
  }

  return { make, NAME };
})();
afterview.card = afterviewCard;
