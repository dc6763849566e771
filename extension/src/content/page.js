"use strict";
/**
 * A mail page: finds its adapter, keeps badges and card in step with page and feed while the page is visible, and does
 * nothing while it is hidden or is no mail page.
 */
(() => {
  afterview.stop?.();
  const adapter = /** @type {Adapter} */ (afterview.adapters.find((entry) => entry.recognises(document, location)));
  afterview.diagnose = () => afterview.diagnosis.make(adapter, document);
  if (adapter.name === "none") return;

  const life = new AbortController();
  const { signal } = life;
  const state = { known: "" };
  const rows = afterview.rows.make(adapter);
  const message = afterview.message.make(adapter);
  const details = afterview.details.make(plan);
  const peek = afterview.peek.make(plan, rows.focus, signal);
  let answer = /** @type {ViewAnswer | null} */ (null);
  let index = /** @type {ReturnType<typeof afterviewMatch.index> | null} */ (null);
  let visible = /** @type {AbortController | null} */ (null);
  let told = "";
  let planned = false;

  /** The account signed in: as this page says, else as an earlier page of the site did. */
  function user() {
    if (adapter.signedOut(document)) {
      void afterview.link.ask({ type: "user", user: "" });
      return null;
    }
    const shown = adapter.user(document);
    if (shown && shown !== told) {
      told = shown;
      void afterview.link.ask({ type: "user", user: shown });
    }
    return shown ?? (told || answer?.user) ?? null;
  }

  /** What there is to show, and for whom. @returns {Known | null} */
  function known() {
    const who = user();
    if (!answer?.view || !index) return null;
    return { view: answer.view, index, user: who, stale: answer.connection.state !== "ok", version: state.known };
  }

  /** A process in full with what it is shown by; null until it is there. @param {string} id */
  function detail(id) {
    const process = details.get(id, state.known);
    if (!process || !answer?.view) return null;
    const own = afterview.match.account(answer.view.accounts, user());
    const foreign = own ? process.account_ids.some((account) => account !== own.id) : process.account_ids.length > 1;
    return { process, context: { now: Date.now(), zone: answer.view.timezone, connection: answer.connection, foreign } };
  }

  /** @param {Known | null} now */
  function drawRows(now) {
    const list = adapter.list(document);
    if (list && now) rows.draw(list, now);
    else rows.clear();
  }

  /** @param {Known | null} now */
  function drawPeek(now) {
    const id = peek.id();
    if (!id) return;
    if (!now?.view.processes.some((process) => process.id === id)) return peek.close();
    const full = detail(id);
    if (full) peek.show(full.process, full.context);
  }

  function draw() {
    planned = false;
    if (signal.aborted) return;
    const now = known();
    // A page that has changed may break an adapter in one place; the others still serve, and the self-check tells.
    const steps = [() => drawRows(now), () => drawPeek(now), () => details.keep([peek.id(), message.draw(now, detail) ?? ""])];
    for (const step of steps) {
      try {
        step();
      } catch (error) {
        console.debug("Afterview:", error instanceof Error ? error.name : "error");
      }
    }
    observer.takeRecords(); // what was changed here needs no second look
  }

  /** At most once a frame; a hidden page has no frames. */
  function plan() {
    if (planned) return;
    planned = true;
    requestAnimationFrame(draw);
  }

  function recolour() {
    rows.recolour();
    plan();
  }

  const observer = new MutationObserver((changes) => {
    // What the user types is of no interest here, and comes at every key.
    const telling = changes.filter(({ target }) => !(target instanceof HTMLElement ? target : target.parentElement)?.isContentEditable);
    if (telling.length === 0) return;
    rows.touched(telling);
    plan();
  });
  const colours = new MutationObserver(recolour);

  function observe() {
    const root = adapter.root?.(document) ?? null;
    const list = root ?? adapter.list(document);
    const place = root ? null : adapter.cardPlace(document)?.parent;
    const named = adapter.attributes ? { attributeFilter: adapter.attributes } : {};
    // Words too: a list that scrolls may use its rows again for other mails.
    if (list) observer.observe(list, { childList: true, characterData: true, subtree: true, ...named });
    if (place) observer.observe(place, { childList: true });
    for (const part of [document.documentElement, document.body]) colours.observe(part, { attributeFilter: ["class", "data-theme"] });
    return Boolean(list || place);
  }

  function remove() {
    life.abort();
    afterview.badge.clear(document);
    message.clear();
  }

  function show() {
    if (visible || signal.aborted || document.hidden) return;
    if (!observe()) return hide();
    visible = new AbortController();
    recolour();
    const changed = (/** @type {ViewAnswer} */ fresh) => {
      answer = fresh;
      index = fresh.view && afterview.match.index(fresh.view);
      recolour();
    };
    void afterview.link.watch(state, changed, remove, visible.signal);
  }

  function hide() {
    observer.disconnect();
    colours.disconnect();
    visible?.abort();
    visible = null;
  }

  /** The popup asks every frame for the open message; only the one that shows it answers. */
  function onMessage(/** @type {any} */ asked, /** @type {unknown} */ _sender, /** @type {(answer: OpenMessage) => void} */ respond) {
    if (asked?.type !== "open message") return false;
    const shown = adapter.message(document, location);
    if (!shown) return false;
    const who = user();
    const process = index ? afterview.match.find(index, shown, who) : null;
    const own = answer?.view ? afterview.match.account(answer.view.accounts, who) : null;
    respond({ ...shown, user: who, process: process?.id ?? null, account: own?.id ?? null });
    return false;
  }

  document.addEventListener("visibilitychange", () => (document.hidden ? hide() : show()), { signal });
  window.addEventListener("pagehide", hide, { signal });
  window.addEventListener("pageshow", show, { signal });
  for (const moved of ["hashchange", "popstate"]) window.addEventListener(moved, () => visible && plan(), { signal });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => visible && recolour(), { signal });
  afterview.api.runtime.onMessage.addListener(onMessage);
  signal.addEventListener("abort", () => {
    hide();
    try {
      afterview.api.runtime.onMessage.removeListener(onMessage);
    } catch {
      // the extension behind this script is gone
    }
  });
  afterview.stop = remove;
  user(); // a sign-in page has nothing to show, and ends what was remembered of the last one
  show();
})();
