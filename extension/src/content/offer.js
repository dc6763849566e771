"use strict";
/** A line above a message that belongs to no process: it offers to make one of it, and opens the form on demand. */
var afterviewOffer = (() => {
  const NAME = "afterview-track";

  function make() {
    const { h } = afterview.dom;
    const host = afterview.card.host(NAME);
    let shown = "";

    /** @param {MessageTarget} message */
    function fill(message) {
      const open = h("button", { type: "button", class: "quiet", "aria-expanded": "false" }, "Track this…");
      const words = h("span", { class: "grow said" }, "Afterview: not one of your hiring processes.");
      const line = h("section", { class: "offer", lang: "en", dir: "ltr", "aria-label": "Afterview" }, words, open);
      open.addEventListener("click", () => {
        const form = line.querySelector("form") ?? afterview.track.form(message, (request) => afterview.link.act({ type: "track", request }));
        const was = form.isConnected;
        if (was) form.remove();
        else line.append(form);
        open.setAttribute("aria-expanded", String(!was));
        if (!was) form.querySelector("input")?.focus();
      });
      host.shadowRoot?.replaceChildren(...[...host.shadowRoot.querySelectorAll("style")], line);
    }

    return {
      host,
      /** @param {MessageTarget} message @param {NonNullable<ReturnType<Adapter["cardPlace"]>>} place */
      show(message, place) {
        const key = JSON.stringify(message);
        if (key !== shown) fill(message);
        shown = key;
        afterview.card.put(host, place);
      },
      remove() {
        shown = "";
        host.remove();
      }
    };
  }

  return { make, NAME };
})();
afterview.offer = afterviewOffer;
