/** The number of what is due, on the browser's toolbar button. A platform that has no such button lays a file of its own over this one. */
import "../platform.js";

export async function ready() {
  const { action } = afterview.api;
  await Promise.all([action.setBadgeBackgroundColor({ color: "#b4530a" }), action.setBadgeTextColor?.({ color: "#ffffff" })]);
}

/** @param {number} count @param {boolean} [blocked] whether the browser took the permission to talk to this computer */
export async function showDue(count, blocked = false) {
  const { action } = afterview.api;
  await action.setBadgeText({ text: blocked ? "!" : count > 0 ? String(count) : "" });
  await action.setTitle({ title: blocked ? "Afterview: a permission is missing, click to allow it" : "Afterview" });
}
