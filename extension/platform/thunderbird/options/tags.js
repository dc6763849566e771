/** The part of the settings about tags: off until the user turns them on. */
import "../platform.js";
import { RIGHTS } from "../background/tagplan.js";
import { ask } from "../shared/ask.js";

const { api } = afterview;
const box = /** @type {HTMLInputElement} */ (document.getElementById("tags"));
const said = /** @type {HTMLElement} */ (document.getElementById("tags-said"));

async function show() {
  box.checked = (await ask({ type: "tags" })).on;
  box.disabled = false;
}

box.addEventListener("change", async () => {
  const on = box.checked;
  // Must be the first thing that a click does: the program asks only then.
  if (on && !(await api.permissions.request({ permissions: RIGHTS }))) {
    box.checked = false;
    return;
  }
  box.disabled = true;
  said.textContent = on ? "Tagging…" : "Taking the tags off…";
  const answer = await ask({ type: "tags", on });
  if (!on) await api.permissions.remove({ permissions: RIGHTS });
  box.disabled = false;
  box.checked = Boolean(answer.on) && on;
  said.textContent = "detail" in answer ? answer.detail : on ? "On: the messages of your live processes carry a tag." : "Off: no message carries a tag of Afterview’s.";
});

void show();
