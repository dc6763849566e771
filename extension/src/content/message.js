"use strict";
/** The message open in a page: the card of its process, or for mail that belongs to none a way to track it. */
var afterviewMessage = (() => {
  /** @param {Adapter} adapter */
  function make(adapter) {
    const card = afterview.card.make();
    const offer = afterview.offer.make();
    for (const { host } of [card, offer]) afterview.card.userOnly(host);

    /**
     * A message that may be offered for tracking, as the server can find it; null where the page shows mail of an account
     * that is not watched, or where a process is in doubt about it.
     * @param {OpenedMessage} message @param {Known} known
     */
    function trackable(message, known) {
      const own = afterview.match.account(known.view.accounts, known.user);
      if (known.stale || (known.user && !own)) return null;
      const target = afterview.match.target(known.view, { ...message, account: own?.id ?? null, user: known.user });
      return afterview.match.taken(known.index, target?.match ?? []) ? null : target;
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
      const target = known && message && place && !found ? trackable(message, known) : null;
      if (place && target) offer.show(target, place);
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
