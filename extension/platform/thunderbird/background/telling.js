/** What went wrong with something chosen in a menu, which has no place to say so: Afterview's own space says it. */
import { messenger } from "./messenger.js";
import { space } from "./toolbar.js";

const KEY = "said";

/** Opens the space, which shows these sentences. @param {string[]} sentences */
export async function tell(sentences) {
  await messenger.storage.session.set({ [KEY]: sentences.slice(0, 20) });
  await messenger.spaces.open(await space());
}
