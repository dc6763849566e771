"use strict";
/**
 * The card in the message that Thunderbird displays, kept in step while the message is visible. Which message this is,
 * and what process it belongs to, the background knows: a mail's own document does not hold its Message-ID.
 */
(() => {
  afterview.stop?.();
  // What an add-on that was turned off meanwhile has left behind.
  for (const dead of document.querySelectorAll(`${afterview.card.NAME}, ${afterview.offer.NAME}`)) dead.remove();

  const life = new AbortController();
  const card = afterview.card.make();
  const offer = afterview.offer.make();
  const state = { known: "" };
  let answer = /** @type {DisplayedAnswer | null} */ (null);
  let visible = /** @type {AbortController | null} */ (null);

  for (const { style, shadowRoot } of [card.host, offer.host]) {
    shadowRoot?.addEventListener("click", submits);
    // A mail brings styles of its own, and none of them may move, cover or hide what is ours.
    style.cssText =
      "all:initial!important;display:block!important;position:relative!important;z-index:2147483647!important;margin:10px!important;max-width:860px!important";
    // What a reader's own style sheet may set (WCAG 2.2, 1.4.12); the panel has values of its own for a mail's.
    for (const name of ["letter-spacing", "word-spacing", "line-height"]) style.removeProperty(name);
  }

  /** Mail is displayed in a sandbox in which no form is ever submitted: ours learn of it in this way. @param {Event} event */
  function submits(event) {
    const button = event.target instanceof Element ? event.target.closest("button[type=submit]") : null;
    const form = button?.closest("form");
    if (!form) return;
    event.preventDefault();
    if (form.reportValidity()) form.dispatchEvent(new SubmitEvent("submit", { cancelable: true }));
  }

  function render() {
    if (life.signal.aborted) return;
    // Beside the mail's own body, whose layout is the mail's affair.
    const place = { parent: document.documentElement, before: document.body };
    const typing = document.activeElement === offer.host;
    if (answer?.process) {
      card.update(answer.process, { now: Date.now(), zone: answer.zone, connection: answer.connection, foreign: false });
      afterview.card.put(card.host, place);
    } else card.remove();
    if (answer?.key && answer.trackable) offer.show({ match: [answer.key] }, place);
    else offer.remove();
    if (typing && answer?.process) card.panel.focus(); // what was tracked there is now this
    for (const { dataset } of [card.host, offer.host]) dataset.tone = afterview.tone.at(document.body);
  }

  function show() {
    if (visible || life.signal.aborted || document.hidden) return;
    visible = new AbortController();
    const changed = (/** @type {any} */ fresh) => {
      answer = fresh;
      render();
    };
    void afterview.link.watch(state, changed, remove, visible.signal, "displayed");
  }

  function hide() {
    visible?.abort();
    visible = null;
  }

  function remove() {
    life.abort();
    card.remove();
    offer.remove();
  }

  /** The popup asks which message this is, in order to track it. */
  function onMessage(/** @type {any} */ message, /** @type {unknown} */ _sender, /** @type {(answer: OpenMessage) => void} */ respond) {
    if (message?.type !== "open message" || !answer) return false;
    const { subject, key, process } = answer;
    respond({ subject, keys: key ? [key] : [], user: null, sender: null, process: process?.id ?? null, account: null });
    return false;
  }

  const dark = matchMedia("(prefers-color-scheme: dark)");
  dark.addEventListener("change", render, { signal: life.signal });
  document.addEventListener("visibilitychange", () => (document.hidden ? hide() : show()), { signal: life.signal });
  window.addEventListener("pagehide", hide, { signal: life.signal });
  afterview.api.runtime.onMessage.addListener(onMessage);
  life.signal.addEventListener("abort", () => {
    hide();
    try {
      afterview.api.runtime.onMessage.removeListener(onMessage);
    } catch {
      // the add-on behind this script is gone
    }
  });
  afterview.stop = remove;
  show();
})();
