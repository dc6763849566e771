/** The number of what is due, on the browser's toolbar button. A platform that has no such button lays a file of its own over this one. */
import "../platform.js";

export async function ready() {
  const { action } = afterview.api;
  await Promise.all([action.setBadgeBackgroundColor({ color: "#b4530a" }), action.setBadgeTextColor?.({ color: "#ffffff" })]);
}

/** @param {number} count */
export async function showDue(count) {
  await afterview.api.action.setBadgeText({ text: count > 0 ? String(count) : "" });
}
