"use strict";
/** The form that makes a hiring process of a message, in the popup and above an open message. */
var afterviewTrack = (() => {
  const { h } = afterview.dom;
  const LONGEST = "120";

  /**
   * @param {MessageTarget} message As the server finds it.
   * @param {(request: MarkRequest) => Promise<Done<any>>} send
   */
  function form(message, send) {
    const company = h("input", { name: "company", maxlength: LONGEST, autocomplete: "off" });
    const role = h("input", { name: "role", maxlength: LONGEST, autocomplete: "off" });
    const button = h("button", { type: "submit", class: "main" }, "Track this");
    const said = h("p", { class: "said", role: "status" });
    const made = h(
      "form",
      { class: "track" },
      h("label", {}, "Company (may stay empty)", company),
      h("label", {}, "Role (may stay empty)", role),
      button,
      said
    );
    made.addEventListener("submit", async (event) => {
      event.preventDefault();
      button.disabled = true;
      said.classList.remove("failed");
      said.textContent = "Looking for this message…";
      const value = Object.fromEntries(Object.entries({ company: company.value.trim(), role: role.value.trim() }).filter(([, text]) => text));
      const done = await send({ message, what: "track", value });
      button.disabled = false;
      said.classList.toggle("failed", !done.ok);
      said.textContent = done.ok ? ["Tracked: it is now one of your processes.", ...(done.value?.notes ?? [])].join(" ") : done.detail;
    });
    return made;
  }

  return { form };
})();
afterview.track = afterviewTrack;
