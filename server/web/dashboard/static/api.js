/**
 * The routes of `openapi.yaml` that the page uses. Each throws what `call` throws.
 * @module
 * @import { Client, History, Marked, MarkType, Values } from "../feed"
 */
import { call } from "./session.js";

/** @param {string} method @param {string} path @param {object} [body] */
async function json(method, path, body) {
  return (await call(method, path, { body })).json();
}

/** @param {string} id @returns {Promise<History>} */
export const history = (id) => json("GET", `/processes/${encodeURIComponent(id)}`);

/** @param {string} process @param {MarkType} what @param {Values} [value] @param {string} [at] @returns {Promise<Marked>} */
export const mark = (process, what, value = {}, at) => json("POST", "/marks", { process, what, value, ...(at ? { at } : {}) });

/** @param {string} id @returns {Promise<Marked>} */
export const undo = (id) => json("DELETE", `/marks/${encodeURIComponent(id)}`);

/** @param {string} company @param {string} role @returns {Promise<Marked>} */
export const make = (company, role) => json("POST", "/processes", role ? { company, role } : { company });

/** @returns {Promise<{code: string, expires: string}>} */
export const pairingCode = () => json("POST", "/pairing-codes");

/** @returns {Promise<Client[]>} */
export const clients = async () => (await json("GET", "/clients")).clients;

/** @param {string} id */
export const revoke = (id) => json("DELETE", `/clients/${encodeURIComponent(id)}`);

/** Look for new mail now. */
export const syncNow = () => json("POST", "/sync");
