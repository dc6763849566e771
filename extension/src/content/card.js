"use strict";
/** One process in full inside a mail page: a panel in a shadow root of its own, in a message or over the list. */
var afterviewCard = (() => {
  const NAME = "afterview-card";
  const dress = afterview.styles.prepare(
    afterview.styles.TOKENS, afterview.styles.STATE, afterview.styles.PANEL, afterview.styles.CARD
  );

  /** @type {Parameters<typeof afterviewPanel.make>[0]} */
  const actions = {
    mark: (request) => afterview.link.act({ type: "mark", request }),
    undo: (mark) => afterview.link.act({ type: "undo", id: mark.id }),
    dashboard: () => afterview.link.act({ type: "dashboard" })
  };

  /** An element of ours with its styles; what is typed into it is not meant for the page, which listens for single keys. @param {string} name */
  function host(name) {
    const made = document.createElement(name);
    dress(made.attachShadow({ mode: "open" }));
    for (const type of ["keydown", "keypress", "keyup"]) made.addEventListener(type, (event) => event.stopPropagation());
    return made;
  }

  /** Puts an element of ours where it belongs, unless it is there. @param {HTMLElement} element @param {NonNullable<ReturnType<Adapter["cardPlace"]>>} place */
  function put(element, place) {
    element.dataset.tone = afterview.tone.at(place.parent);
    const there = element.parentNode === place.parent && (element.nextSibling === place.before || element === place.before);
    if (!there) place.parent.insertBefore(element, place.before);
  }

  /**
   * Leaves what stands in a web page to the user: a script of the page reaches into an open shadow root, and would mark
   * and look mails up as it likes. A form goes by a click on its button, which the Enter key makes as well.
   * @param {HTMLElement} element one of `host`
   */
  function userOnly(element) {
    const root = /** @type {ShadowRoot} */ (element.shadowRoot);
    let clicked = /** @type {EventTarget | null} */ (null);
    root.addEventListener("click", (event) => (event.isTrusted ? (clicked = event.target) : refuse(event)), true);
    root.addEventListener(
      "submit",
      (event) => {
        const { submitter } = /** @type {SubmitEvent} */ (event);
        if (!event.isTrusted || !submitter || submitter !== clicked) refuse(event);
        clicked = null;
      },
      true
    );
  }

  /** @param {Event} event */
  function refuse(event) {
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  /** @param {string} [name] @param {string[]} [order] the panel's parts from above to below */
  function make(name = NAME, order) {
    const element = host(name);
    const panel = afterview.panel.make(actions, "Afterview", order);
    element.shadowRoot?.append(panel.element);
    return {
      host: element,
      panel: panel.element,
      /** @param {Process} process @param {Parameters<typeof panel.update>[1]} context */
      update(process, context) {
        panel.update(process, context);
        element.dataset.state = process.state;
      },
      remove() {
        element.remove();
      }
    };
  }

  return { make, host, put, userOnly, NAME };
})();
afterview.card = afterviewCard;
