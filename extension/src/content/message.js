"use strict";
/** The message open in a page: the card of its process, or for mail that belongs to none a way to track it. */
var afterviewMessage = (() => {
  /** @param {Adapter} adapter */
  function make(adapter) {
    const card = afterview.card.make();
    const offer = afterview.offer.make();

    /**
     * Whether a message may be offered for tracking: it is known whose it is, the server can find it, and no process is
     * in doubt about it.
     * @param {Identity} message @param {Known} known
     */
    function trackable(message, known) {
      const own = afterview.match.account(known.view.accounts, known.user);
      if (!own || known.stale) return [];
      const keys = afterview.match.keysOf(known.view, { ...message, account: own.id });
      return afterview.match.taken(known.index, keys) ? [] : keys;
    }

    /** The process of the message on screen. @param {Known} known */
    function find(known) {
      const message = adapter.message(document, location);
      const found = message && afterview.match.find(known.index, message, known.user);
      return { message, found };
    }

    /**
     * @param {Known | null} known
     * @param {(id: string) => {process: Process, context: Parameters<typeof card.update>[1]} | null} detail
     * @returns {string | null} the process on show
     */
    function draw(known, detail) {
      const { message, found } = known ? find(known) : { message: null, found: null };
      const place = message && adapter.cardPlace(document);
      const full = place && found ? detail(found.id) : null;
      if (place && full) {
        card.update(full.process, full.context);
        afterview.card.put(card.host, place);
      } else card.remove();
      const match = known && message && place && !found ? trackable(message, known) : [];
      if (place && match.length > 0) offer.show(match, place);
      else offer.remove();
      return place && found ? found.id : null;
    }

    function clear() {
      card.remove();
      offer.remove();
    }

    return { draw, clear };
  }

  return { make };
})();
afterview.message = afterviewMessage;
