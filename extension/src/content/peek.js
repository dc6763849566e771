"use strict";
/**
 * What a badge opens: the card of its process over the list, with marks by hand. One at a time; it goes with Escape, a
 * click elsewhere or the end of its process.
 */
var afterviewPeek = (() => {
  const NAME = "afterview-peek";
  const WIDTH = 380;
  const GAP = 4;

  /** Events of the mouse and the keys by which pages open a mail or begin to drag it. */
  const POINTING = ["pointerdown", "pointerup", "mousedown", "mouseup", "click", "dblclick", "auxclick", "touchstart", "touchend"];
  const KEYS = ["keydown", "keypress", "keyup"];

  /**
   * @param {(id: string) => void} wanted Called with the process that is to be shown.
   * @param {(badge: HTMLElement) => void} focus Moves the focus to a badge.
   * @param {AbortSignal} signal
   */
  function make(wanted, focus, signal) {
    const card = afterview.card.make(NAME, ["head", "notice", "marks", "advice", "why"]); // whoever opens it wants to mark
    const { host } = card;
    afterview.card.userOnly(host);
    host.popover = "auto";
    host.setAttribute("role", "dialog");
    host.setAttribute("aria-label", "Afterview");
    let badge = /** @type {HTMLElement | null} */ (null);
    let id = "";
    let closing = false;

    /** The badge that an event is about; what a script of the page makes up is not the user's. @param {Event} event */
    function badgeOf({ target, isTrusted }) {
      return isTrusted && target instanceof HTMLElement && target.localName === afterview.badge.NAME ? target : null;
    }

    /** @param {HTMLElement} from */
    function open(from) {
      const process = afterview.badge.owner(from);
      close();
      if (!process) return;
      badge = from;
      id = process.id;
      wanted(id);
    }

    function close() {
      id = "";
      if (host.isConnected) host.hidePopover();
    }

    /** Beside the badge, inside the window. @param {HTMLElement} beside */
    function move(beside) {
      const box = beside.getBoundingClientRect();
      const width = Math.min(WIDTH, innerWidth - 2 * GAP);
      const below = innerHeight - box.bottom > box.top;
      const left = Math.max(GAP, Math.min(box.left, innerWidth - width - GAP));
      const room = Math.max(below ? innerHeight - box.bottom : box.top, 0) - 2 * GAP;
      const side = below ? `top:${box.bottom + GAP}px;bottom:auto;` : `bottom:${innerHeight - box.top + GAP}px;top:auto;`;
      host.style.cssText = `position:fixed;inset:auto;left:${left}px;${side}inline-size:${width}px;max-block-size:${room}px;overflow:auto;margin:0;padding:0;border:0;background:none;`;
    }

    /** Shows the process that was wanted. @param {Process} process @param {Parameters<typeof card.update>[1]} context */
    function show(process, context) {
      if (process.id !== id || !badge) return;
      card.update(process, context);
      host.dataset.tone = badge.dataset.tone;
      if (host.isConnected) return;
      document.body.append(host);
      move(badge);
      host.showPopover();
      badge.setAttribute("aria-expanded", "true");
      card.panel.focus();
    }

    /** @param {KeyboardEvent} event @param {HTMLElement} from */
    function key(event, from) {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step) {
        const all = /** @type {HTMLElement[]} */ ([...document.querySelectorAll(afterview.badge.NAME)]);
        const next = all[all.indexOf(from) + step];
        if (next) focus(next);
      } else if (event.key === "Enter" || event.key === " ") open(from);
    }

    for (const type of POINTING) {
      window.addEventListener(
        type,
        (event) => {
          const from = badgeOf(event);
          if (!from) {
            if (type === "pointerdown" && !host.isConnected) id = ""; // elsewhere before it is shown: it is not wanted any more
            return;
          }
          event.stopImmediatePropagation();
          if (type === "mousedown" || type === "click") event.preventDefault(); // no drag of the row, no link
          if (type === "pointerdown") closing = badge === from && id !== ""; // the browser may close it before the click comes
          if (type === "click" && closing) close();
          else if (type === "click") open(from);
        },
        { capture: true, signal, passive: false }
      );
    }
    for (const type of KEYS) {
      window.addEventListener(
        type,
        (event) => {
          const from = badgeOf(event);
          if (!from || !(event instanceof KeyboardEvent) || event.key === "Tab" || event.ctrlKey || event.altKey || event.metaKey) return;
          event.stopImmediatePropagation();
          event.preventDefault();
          if (type === "keydown") key(event, from);
        },
        { capture: true, signal }
      );
    }
    host.addEventListener("keydown", (event) => {
      if (event.key === "Escape") close();
    });
    host.addEventListener("beforetoggle", (event) => {
      if (/** @type {ToggleEvent} */ (event).newState === "open") return;
      badge?.setAttribute("aria-expanded", "false");
      id = "";
    });
    host.addEventListener("toggle", () => {
      if (host.matches(":popover-open") || !host.isConnected) return;
      const inside = host === document.activeElement || document.activeElement === document.body;
      host.remove();
      if (inside && id === "" && badge?.isConnected) focus(badge);
    });
    signal.addEventListener("abort", () => card.remove());

    return {
      show,
      close,
      /** The process on show or wanted; empty for none. */
      id: () => id
    };
  }

  return { make, NAME };
})();
afterview.peek = afterviewPeek;
