/** The number of what is due, on the button of Afterview's own space: Thunderbird has no toolbar of extensions' buttons. */
import { messenger } from "./messenger.js";

const NAME = "afterview";
const PAGE = "space/space.html";

/** @type {Promise<number> | null} */
let made = null;

/** The space, made where it is missing: it does not outlive the program. @returns {Promise<number>} its id */
export function space() {
  made ??= (async () => {
    const [found] = await messenger.spaces.query({ name: NAME, isSelfOwned: true });
    if (found) return found.id;
    return (await messenger.spaces.create(NAME, PAGE, { title: "Afterview", badgeBackgroundColor: "#b4530a" })).id;
  })();
  return made;
}

export async function ready() {
  await space();
}

/** @param {number} count @param {boolean} [_blocked] Thunderbird takes no permission of the manifest back */
export async function showDue(count, _blocked) {
  const title = count > 0 ? `Afterview: ${count} due now` : "Afterview";
  await messenger.spaces.update(await space(), { badgeText: count > 0 ? String(count) : "", title });
}
