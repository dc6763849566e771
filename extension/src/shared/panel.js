"use strict";
/**
 * One process, shown in full: state, who wrote last, what is due, do, don't, why, and marks by hand. The card in a
 * message and the entries of the popup are both this. Parts are replaced only when they change, so that focus, an open
 * "why" and a half-filled form survive an update.
 */
var afterviewPanel = (() => {
  const { h, shape } = afterview.dom;

  /**
   * @typedef {{now: number, zone: string, connection: Connection, foreign: boolean}} Context
   * `foreign`: the process has mail of another account; what that says is not shown in this page.
   * @typedef {{
   *   mark(request: MarkRequest): Promise<Done<Mark>>,
   *   undo(mark: Mark): Promise<Done<null>>,
   *   dashboard(): Promise<Done<null>>,
   * }} Actions
   */

  /** @param {State} state @param {{state: State, confidence: number}} process @param {boolean} stale */
  function pill(state, process, stale) {
    const look = afterview.states.look(state);
    const doubt = afterview.states.probable(process);
    return h(
      "span",
      { dir: "ltr", class: `state ${look.tint}${doubt ? " doubt" : ""}${stale ? " stale" : ""}` },
      shape(look.shape),
      h("span", {}, afterview.texts.stateWord(process))
    );
  }

  /** The mark made last. @param {Process} process */
  function newestMark(process) {
    let newest = /** @type {Mark | null} */ (null);
    for (const mark of process.marks) {
      if (!newest || Date.parse(mark.at) >= Date.parse(newest.at)) newest = mark;
    }
    return newest;
  }

  /** @param {Process} process @param {Context} context */
  function headPart(process, context) {
    const { now, zone } = context;
    const last = afterview.texts.lastWriter(process, now, zone);
    const due = afterview.texts.due(process, now, zone);
    const interview = process.state === "scheduled" && process.next_action_due && afterview.times.isMoment(process.next_action_due);
    return h(
      "div",
      {},
      h(
        "div",
        { class: "head" },
        pill(process.state, process, false),
        h("h2", {}, h("bdi", {}, afterview.texts.title(process))),
        due && h("span", { class: "due" }, due)
      ),
      interview && h("p", { class: "last" }, afterview.times.momentWords(/** @type {string} */ (process.next_action_due), now, zone)),
      !context.foreign && h("p", { class: last.human ? "last human" : "last" }, last.text),
      ...process.also_due.map((entry) => {
        const words = entry.due ? `, ${afterview.times.dueWords(entry.due, now, zone)}` : "";
        return h("p", { class: "last" }, `Also: ${afterview.states.look(entry.what).long.toLowerCase()}${words}`);
      }),
      process.snoozed_until && h("p", { class: "last" }, `Snoozed until ${afterview.times.dueWords(process.snoozed_until, now, zone)}`)
    );
  }

  /** @param {Process} process */
  function advicePart(process) {
    /** @param {string} title @param {string} name @param {AdviceItem[]} items */
    const list = (title, name, items) =>
      items.length > 0 &&
      h(
        "section",
        { class: name },
        h("h3", {}, title),
        h(
          "ul",
          {},
          ...items.map((item) => h("li", { title: item.why || null }, shape(name === "do" ? "check" : "cross"), h("span", {}, item.text)))
        )
      );
    return h("div", { class: "advice" }, list("Do", "do", process.advice.do), list("Don’t", "dont", process.advice.dont));
  }

  /** @param {Process} process @param {Context} context */
  function whyPart(process, context) {
    const reasons = context.foreign ? [] : process.reasons;
    const rules = [...process.advice.do, ...process.advice.dont].map((item) => item.why).filter(Boolean);
    if (reasons.length + rules.length === 0) return null;
    return h(
      "details",
      { class: "why", "data-key": "why" },
      h("summary", {}, "Why?"),
      h(
        "ul",
        {},
        ...reasons.map((reason) => h("li", {}, h("bdi", { class: "quote" }, afterview.texts.tame(reason.text, 300)))),
        ...[...new Set(rules)].map((why) => h("li", {}, why))
      )
    );
  }

  /**
   * @param {Actions} actions
   * @param {string} label What the panel is for, for screen readers.
   * @param {string[]} [order] The parts from above to below.
   */
  function make(actions, label, order = ["head", "notice", "advice", "why", "marks"]) {
    const element = h("article", { dir: "ltr", lang: "en", class: "panel", "aria-label": label, tabindex: "-1" });
    const said = h("p", { class: "said", role: "status" });
    /** @type {Map<string, {signature: string, node: HTMLElement | null}>} */
    const parts = new Map();
    let process = /** @type {Process | null} */ (null);
    let context = /** @type {Context | null} */ (null);
    let moreOpen = false;
    element.append(said);

    /** @param {string} text @param {boolean} [failed] */
    function say(text, failed = false) {
      said.textContent = text;
      said.classList.toggle("failed", failed);
    }

    /** @param {string} name @param {string} signature @param {() => HTMLElement | null} build */
    function part(name, signature, build) {
      const before = parts.get(name);
      if (before && before.signature === signature) return;
      const node = build();
      if (node) {
        if (before?.node instanceof HTMLDetailsElement && node instanceof HTMLDetailsElement) node.open = before.node.open;
        const next = order.slice(order.indexOf(name) + 1).map((later) => parts.get(later)?.node).find(Boolean) ?? said;
        const root = /** @type {Document | ShadowRoot} */ (element.getRootNode());
        const held = before?.node && root.activeElement && before.node.contains(root.activeElement) ? root.activeElement : null;
        const key = held?.getAttribute("data-key") ?? held?.parentElement?.getAttribute("data-key");
        before?.node?.remove();
        element.insertBefore(node, next);
        if (held) {
          if (key) /** @type {HTMLElement | null} */ (node.querySelector(`[data-key="${key}"]`))?.focus();
          if (!node.contains(root.activeElement)) element.focus(); // it is gone, or hidden now
        }
      } else {
        before?.node?.remove();
      }
      parts.set(name, { signature, node });
    }

    /** @param {MarkRequest} request @param {string} words */
    async function send(request, words) {
      if (!process) return false;
      say("");
      const answer = await actions.mark({ process: process.id, ...request });
      say(answer.ok ? words : answer.detail, !answer.ok);
      return answer.ok;
    }

    /** Does on a click what takes a while, not twice at once. A disabled button would lose the focus. @param {HTMLButtonElement} button @param {() => Promise<unknown>} action */
    function onClick(button, action) {
      button.addEventListener("click", async () => {
        if (button.ariaBusy === "true") return;
        button.ariaBusy = "true";
        await action();
        button.ariaBusy = null;
      });
    }

    /** @param {MarkType} what @param {boolean} main */
    function markButton(what, main) {
      const kind = afterview.states.MARKS[what];
      if (!kind) return null;
      const button = h("button", { type: "button", class: main ? "main" : null, "data-key": `mark-${what}` }, kind.button);
      onClick(button, async () => (kind.asks ? ask(what, button) : send({ what }, `Noted: you ${kind.said}.`)));
      return button;
    }

    /** Opens the small form of a mark that needs a time, a day or a state. @param {MarkType} what @param {HTMLElement} from */
    function ask(what, from) {
      const kind = afterview.states.MARKS[what];
      const marks = parts.get("marks")?.node;
      if (!kind || !marks || !context || !process) return;
      marks.querySelector("form")?.remove();
      const form = askForm(what, process, context);
      form.addEventListener("submit", async (/** @type {SubmitEvent} */ event) => {
        event.preventDefault();
        const value = formValue(form);
        if (!value) return say("Please fill in the day and the time.", true);
        if (await send({ what, value }, `Noted: you ${kind.said}.`)) form.remove();
      });
      const close = () => {
        form.remove();
        from.focus();
      };
      form.querySelector("[data-cancel]")?.addEventListener("click", close);
      form.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation(); // what is around the form stays open
        event.preventDefault();
        close();
      });
      marks.append(form);
      form.scrollIntoView({ block: "nearest" });
      /** @type {HTMLElement | null} */ (form.querySelector("input, select"))?.focus();
    }

    /** @param {Process} current @param {boolean} off */
    function marksPart(current, off) {
      const { first, more } = afterview.states.marksFor(current.state);
      const newest = newestMark(current);
      const undo = newest && h("button", { type: "button", class: "quiet", "data-key": "undo" }, "Undo");
      if (newest && undo) onClick(undo, async () => {
        const answer = await actions.undo(newest);
        say(answer.ok ? "Undone." : answer.detail, !answer.ok);
      });
      const open = h("button", { type: "button", class: "quiet", "data-key": "dashboard" }, "Open dashboard");
      onClick(open, async () => {
        const answer = await actions.dashboard();
        if (!answer.ok) say(answer.detail, true);
      });
      const rest = h("div", { class: "row tight", hidden: !moreOpen, id: "more" }, ...more.map((what) => markButton(what, false)));
      const menu = h("button", { type: "button", class: "quiet", "data-key": "more", "aria-controls": "more" }, "More…");
      menu.setAttribute("aria-expanded", String(moreOpen));
      menu.addEventListener("click", () => {
        moreOpen = !moreOpen;
        rest.hidden = !moreOpen;
        menu.setAttribute("aria-expanded", String(moreOpen));
      });
      const node = h(
        "div",
        { class: "foot" },
        h("div", { class: "row" }, ...first.map((what, n) => markButton(what, n === 0)), menu, h("span", { class: "grow" }), open),
        rest,
        newest && h("div", { class: "row tight" }, h("span", { class: "said" }, `You ${afterview.states.said(newest.what)} by hand.`), undo)
      );
      if (off) for (const button of node.querySelectorAll("button")) button.disabled = true;
      return node;
    }

    /** @param {Process} current @param {Context} now */
    function noticePart(current, now) {
      if (now.connection.state !== "ok") {
        const words = afterview.texts.connectionWords(now.connection);
        const command = now.connection.state === "not_running" ? " Start it with: afterview serve." : "";
        return h("p", { class: "notice" }, `${words.title}.${command} This is what was known last.`);
      }
      if (!afterview.states.probable(current)) {
        return now.foreign ? h("p", { class: "notice" }, "Part of this is in another mail account of yours: the dashboard shows all of it.") : null;
      }
      const yes = h("button", { type: "button", "data-key": "confirm" }, "Yes, that is right");
      onClick(yes, () => send({ what: "set_state", value: { state: current.state } }, "Thank you, noted."));
      const no = h("button", { type: "button", class: "quiet", "data-key": "correct" }, "No, correct it");
      no.addEventListener("click", () => ask("set_state", no));
      const word = afterview.states.look(current.state).word;
      return h("div", { class: "notice row" }, h("span", { class: "grow" }, `Afterview is not quite sure. Is “${word}” right?`), yes, no);
    }

    /** @param {Process} current @param {Context} now */
    function update(current, now) {
      process = current;
      context = now;
      element.className = `panel ${afterview.states.look(current.state).tint}`;
      const off = now.connection.state !== "ok";
      const day = afterview.times.day(now.now, now.zone);
      const { head, last, due } = {
        head: [current.state, current.confidence, current.company, current.role, current.subject, current.also_due, current.snoozed_until],
        last: now.foreign ? null : afterview.texts.lastWriter(current, now.now, now.zone).text,
        due: current.next_action_due
      };
      part("head", JSON.stringify([head, last, due, day]), () => headPart(current, now));
      part("notice", JSON.stringify([now.connection.state, now.foreign, current.state, afterview.states.probable(current)]), () =>
        noticePart(current, now)
      );
      part("advice", JSON.stringify(current.advice), () => advicePart(current));
      part("why", JSON.stringify([now.foreign, current.reasons, current.advice]), () => whyPart(current, now));
      part("marks", JSON.stringify([off, current.state, current.marks]), () => marksPart(current, off));
    }

    return { element, update };
  }

  /** @param {MarkType} what @param {Process} process @param {Context} context */
  function askForm(what, process, context) {
    const kind = afterview.states.MARKS[what];
    const form = h("form", { class: "ask", "aria-label": kind?.button ?? what, "data-asks": kind?.asks ?? "", "data-field": kind?.field ?? "" });
    const today = afterview.times.day(context.now, context.zone);
    if (kind?.asks === "time") {
      const own = new Intl.DateTimeFormat().resolvedOptions().timeZone;
      const known = process.interviews.map((entry) => entry.timezone).filter((zone) => zone !== null && zone.includes("/"));
      const zones = [...new Set([context.zone, own, .../** @type {string[]} */ (known), "UTC"])];
      form.append(
        h("label", {}, "Day", h("input", { type: "date", name: "day", required: true, value: today })),
        h("label", {}, "Time", h("input", { type: "time", name: "time", required: true, value: "10:00" })),
        h("label", {}, "Time zone", h("select", { name: "zone" }, ...zones.map((zone) => h("option", { value: zone }, zoneWords(zone, context)))))
      );
      const plain = h("output", { class: "said" });
      const tell = () => (plain.textContent = timeWords(form, context));
      form.addEventListener("input", tell);
      tell();
      form.append(plain);
    } else if (kind?.asks === "day") {
      form.append(
        h("label", {}, kind.optional ? "Day (may stay empty)" : "Day", h("input", { type: "date", name: "day", required: !kind.optional }))
      );
    } else {
      const states = /** @type {State[]} */ (Object.keys(afterview.states.LOOKS)).filter((state) => state !== "not_hiring");
      const select = h("select", { name: "state" }, ...states.map((state) => h("option", { value: state }, afterview.states.look(state).word)));
      select.value = process.state;
      form.append(h("label", {}, "It stands at", select));
    }
    form.append(
      h("button", { type: "submit", class: "main" }, "Save"),
      h("button", { type: "button", class: "quiet", "data-cancel": true }, "Cancel")
    );
    return form;
  }

  /** `Europe/Berlin (UTC+01:00), yours` @param {string} zone @param {Context} context */
  function zoneWords(zone, context) {
    const offset = afterview.times.offsetText(afterview.times.offset(context.now, zone));
    return zone === "UTC" ? "UTC" : `${zone.replace(/_/g, " ")} (UTC${offset} today)${zone === context.zone ? ", yours" : ""}`;
  }

  /** The time in a form with its zone and offset, and in the user's own zone where that is another. @param {HTMLFormElement} form @param {Context} context */
  function timeWords(form, context) {
    const start = formValue(form)?.[form.dataset.field ?? ""];
    if (!start) return "";
    const zone = /** @type {HTMLSelectElement} */ (form.querySelector("[name=zone]")).value;
    const words = (/** @type {string} */ name) => afterview.times.momentWords(start, context.now, name);
    const offset = `UTC${start.slice(-6)}`;
    const there = `${words(zone).slice(0, -1)}, ${offset})`;
    return zone === context.zone ? there : `${there}: that is ${words(context.zone)} for you`;
  }

  /** What a form holds, as a mark's value; null where something needed is missing. @param {HTMLFormElement} form */
  function formValue(form) {
    const field = form.dataset.field || "";
    /** @param {string} name */
    const get = (name) => /** @type {HTMLInputElement | HTMLSelectElement | null} */ (form.querySelector(`[name="${name}"]`))?.value ?? "";
    /** @type {Record<string, string>} */
    const value = {};
    if (form.dataset.asks === "time") {
      const start = afterview.times.inZone(`${get("day")}T${get("time").slice(0, 5)}`, get("zone"));
      if (!start) return null;
      value[field] = start;
    } else if (form.dataset.asks === "day") {
      if (get("day")) value[field] = get("day");
    } else {
      value[field] = get("state");
    }
    return value;
  }

  return { make, pill };
})();
afterview.panel = afterviewPanel;
