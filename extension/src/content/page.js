"use strict";
/**
 * A mail page: finds its adapter, keeps badges and card in step with page and feed while the page is visible, and does
 * nothing while it is hidden or is no mail page.
 */
(() => {
  afterview.stop?.();
  const adapter = afterview.adapters.find((entry) => entry.recognises(document, location));
  if (!adapter || adapter.name === "none") return;

  const life = new AbortController();
  const card = afterview.card.make();
  const state = { known: "" };
  let answer = /** @type {ViewAnswer | null} */ (null);
  let index = /** @type {ReturnType<typeof afterviewMatch.index> | null} */ (null);
  let open = /** @type {{id: string, version: string, process: Process | null} | null} */ (null);
  let visible = /** @type {AbortController | null} */ (null);
  let told = "";
  let planned = false;

  /** The account signed in: as this page says, else as an earlier page of the site did. */
  function user() {
    if (adapter?.signedOut(document)) {
      void afterview.link.ask({ type: "user", user: "" });
      return null;
    }
    const shown = adapter?.user(document) ?? null;
    if (shown && shown !== told) {
      told = shown;
      void afterview.link.ask({ type: "user", user: shown });
    }
    return shown ?? (told || answer?.user) ?? null;
  }

  /** @param {string | null} who */
  function renderRows(who) {
    const list = adapter?.list(document);
    if (!adapter || !list) return;
    const view = answer?.view;
    if (!view || !index) return afterview.badge.clear(list);
    const context = {
      now: Date.now(), zone: view.timezone, tone: afterview.tone.at(list), stale: answer?.connection.state !== "ok"
    };
    for (const row of adapter.rows(list)) {
      const identity = adapter.row(row);
      const found = identity && afterview.match.find(index, identity, who);
      const process = found?.live ? found : null;
      afterview.badge.show(row, process, process && adapter.badgePlace(row), context);
    }
  }

  /** @param {string | null} who */
  function renderCard(who) {
    const message = adapter?.message(document, location) ?? null;
    const place = message && adapter?.cardPlace(document);
    const found = message && index ? afterview.match.find(index, message, who) : null;
    if (!place || !found || !answer?.view) {
      open = null;
      return card.remove();
    }
    if (open?.id !== found.id || open.version !== state.known) {
      void fetchProcess(found.id, state.known);
      if (open?.id !== found.id) return card.remove();
    }
    if (!open.process) return card.remove();
    const own = afterview.match.account(answer.view.accounts, who);
    const foreign = open.process.account_ids.some((id) => id !== own?.id);
    card.show(open.process, { now: Date.now(), zone: answer.view.timezone, connection: answer.connection, foreign }, place);
  }

  /** @param {string} id @param {string} version */
  async function fetchProcess(id, version) {
    if (open?.id !== id) open = { id, version, process: null };
    else open.version = version;
    const process = /** @type {Process | null | undefined} */ (await afterview.link.ask({ type: "process", id }));
    if (open?.id !== id || open.version !== version || life.signal.aborted) return;
    if (process) open.process = process;
    render();
  }

  function render() {
    planned = false;
    if (life.signal.aborted) return;
    const who = user();
    renderRows(who);
    renderCard(who);
    observer.takeRecords(); // what was changed here needs no second look
  }

  /** At most once a frame; a hidden page has no frames. */
  function plan() {
    if (planned) return;
    planned = true;
    requestAnimationFrame(render);
  }

  const observer = new MutationObserver((changes) => {
    // What the user types is of no interest here, and comes at every key.
    if (changes.some(({ target }) => !(target instanceof HTMLElement && target.isContentEditable))) plan();
  });

  function observe() {
    const root = adapter?.root?.(document) ?? null;
    const list = root ?? adapter?.list(document) ?? null;
    const message = root ? null : adapter?.cardPlace(document)?.parent;
    const named = adapter?.attributes ? { attributeFilter: adapter.attributes } : {};
    if (list) observer.observe(list, { childList: true, subtree: true, ...named });
    if (message) observer.observe(message, { childList: true });
    observer.observe(document.documentElement, { attributeFilter: ["class", "data-theme"] });
    return Boolean(list || message);
  }

  function remove() {
    life.abort();
    afterview.badge.clear(document);
    card.remove();
  }

  function show() {
    if (visible || life.signal.aborted || document.hidden) return;
    if (!observe()) return observer.disconnect();
    visible = new AbortController();
    plan();
    const changed = (/** @type {ViewAnswer} */ fresh) => {
      answer = fresh;
      index = fresh.view && afterview.match.index(fresh.view);
      plan();
    };
    void afterview.link.watch(state, changed, remove, visible.signal);
  }

  function hide() {
    observer.disconnect();
    visible?.abort();
    visible = null;
  }

  /** The popup asks every frame for the open message; only the one that shows it answers. */
  function onMessage(/** @type {any} */ message, /** @type {unknown} */ _sender, /** @type {(answer: OpenMessage) => void} */ respond) {
    if (message?.type !== "open message") return false;
    const shown = adapter?.message(document, location);
    if (!shown) return false;
    const who = user();
    const process = index ? afterview.match.find(index, shown, who) : null;
    const own = answer?.view ? afterview.match.account(answer.view.accounts, who) : null;
    respond({ ...shown, user: who, process: process?.id ?? null, account: own?.id ?? null });
    return false;
  }

  document.addEventListener("visibilitychange", () => (document.hidden ? hide() : show()), { signal: life.signal });
  window.addEventListener("pagehide", hide, { signal: life.signal });
  window.addEventListener("pageshow", show, { signal: life.signal });
  for (const moved of ["hashchange", "popstate"]) window.addEventListener(moved, () => visible && plan(), { signal: life.signal });
  afterview.api.runtime.onMessage.addListener(onMessage);
  life.signal.addEventListener("abort", () => {
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
