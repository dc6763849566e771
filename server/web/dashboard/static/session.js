/**
 * The page's session: exchanges the one-time code in the address for a token, keeps that for this tab, and sends it.
 * @module
 */

const TOKEN = "afterview-token";
const CLIENT = "afterview-client";

/** The server's answer was an error; `message` is its sentence for the user. */
export class ApiError extends Error {
  /** @param {number} status @param {string} code @param {string} message */
  constructor(status, code, message) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** The server could not be reached at all. */
export class LostError extends Error {}

/**
 * @param {string} method
 * @param {string} path below /api/v1, with its leading slash
 * @param {{body?: object, headers?: Record<string, string>, signal?: AbortSignal}} [options]
 * @returns {Promise<Response>} an answer of status 2xx or 304
 * @throws {ApiError | LostError | DOMException} the last where `signal` was aborted
 */
export async function call(method, path, { body, headers = {}, signal } = {}) {
  const sent = { ...headers };
  const token = sessionStorage.getItem(TOKEN);
  if (token) sent["Authorization"] = `Bearer ${token}`;
  if (method === "POST") sent["Content-Type"] = "application/json";
  const response = await fetch(`/api/v1${path}`, {
    method,
    headers: sent,
    body: method === "POST" ? JSON.stringify(body ?? {}) : undefined,
    cache: "no-store",
    credentials: "omit",
    signal,
  }).catch((error) => {
    if (signal?.aborted) throw error;
    throw new LostError("Afterview does not answer. Is it still running?");
  });
  if (response.ok || response.status === 304) return response;
  const problem = await response.json().catch(() => ({}));
  if (response.status === 401) end();
  throw new ApiError(response.status, problem.code ?? "unknown", problem.detail ?? "The server gave no reason.");
}

/**
 * Start the session: with the code in the address, else with the token that this tab already has.
 * The code leaves the address and the history at once.
 * @returns {Promise<boolean>} whether there is a session
 */
export async function begin() {
  const code = new URLSearchParams(location.hash.slice(1)).get("code");
  if (code) {
    history.replaceState(null, "", location.pathname);
    const answer = await (await call("POST", "/session", { body: { code } })).json();
    sessionStorage.setItem(TOKEN, answer.token);
    sessionStorage.setItem(CLIENT, answer.client.id);
  }
  return active();
}

/** Whether this tab holds a token. */
export function active() {
  return sessionStorage.getItem(TOKEN) !== null;
}

/** The id under which the server knows this page. */
export function clientId() {
  return sessionStorage.getItem(CLIENT);
}

function end() {
  sessionStorage.removeItem(TOKEN);
  sessionStorage.removeItem(CLIENT);
}
