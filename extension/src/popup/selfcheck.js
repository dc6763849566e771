/** The self-check of the page in front: what of it has changed, and a diagnosis to copy in which all text is dots. */
import "../platform.js";
import "../shared/dom.js";

const { api } = afterview;
const { h } = afterview.dom;

/** Runs in the page: the content script's own answer, where there is one. @returns {Diagnosis | null} */
function diagnose() {
  return globalThis.afterview?.diagnose?.() ?? null;
}

/** The diagnosis of the frame that has most to tell: one with a problem, else the page itself. @param {number} tab @returns {Promise<Diagnosis | null>} */
async function ofTab(tab) {
  try {
    const frames = await api.scripting.executeScript({ target: { tabId: tab, allFrames: true }, func: diagnose });
    const found = /** @type {Diagnosis[]} */ (frames.map(({ result }) => result).filter(Boolean));
    const known = found.filter(({ adapter }) => adapter !== "none");
    return known.find(({ problem }) => problem) ?? known[0] ?? found[0] ?? null;
  } catch {
    return null; // not a page that we may look at
  }
}

/** @param {Diagnosis} diagnosis */
function copying(diagnosis) {
  const said = h("p", { class: "said", role: "status" });
  const text = h("pre", { tabindex: "0", "aria-label": "Diagnosis" }, diagnosis.report);
  const copy = h("button", { type: "button" }, "Copy the diagnosis");
  copy.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(diagnosis.report);
      said.textContent = "Copied. Nothing was sent anywhere.";
    } catch {
      getSelection()?.selectAllChildren(text);
      said.textContent = "Please copy the marked text by hand.";
    }
  });
  return h(
    "details",
    {},
    h("summary", {}, diagnosis.problem ? "Help to mend this" : "Something missing on this page?"),
    h("p", { class: "muted" }, "This is how the page is built, with every text replaced by dots. It helps to mend Afterview for this page; whom you give it to is up to you."),
    h("div", { class: "row tight" }, copy, said),
    text
  );
}

/** @param {HTMLElement} place */
export async function showSelfCheck(place) {
  const [tab] = await api.tabs.query({ active: true, currentWindow: true });
  const diagnosis = tab?.id === undefined ? null : await ofTab(tab.id);
  place.hidden = !diagnosis;
  if (!diagnosis) return;
  const words =
    diagnosis.adapter === "none"
      ? "Afterview does not recognise this page as a webmail that it knows."
      : `This page is not as Afterview knows it: ${diagnosis.problem}.`;
  const problem = h("p", { class: "notice" }, `${words} Badges and advice may be missing there. What is due stands here and in the dashboard all the same.`);
  place.replaceChildren(...(diagnosis.problem ? [problem] : []), copying(diagnosis));
}
