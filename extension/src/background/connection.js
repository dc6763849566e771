/** How the server can be reached, as a state machine without any I/O: a connection and an outcome make a connection. */

const FIRST_DELAY = 500;
const LONGEST_DELAY = 10_000;
const PATIENT_DELAY = 30_000;

/** @type {Connection} */
export const START = { state: "unknown", detail: null, failures: 0, retryAt: 0, lastOk: 0 };

/** Milliseconds to wait after so many failures in a row: loopback is cheap to try, so never long. @param {number} failures */
export function delay(failures) {
  return Math.min(FIRST_DELAY * 2 ** Math.max(0, failures - 1), LONGEST_DELAY);
}

/**
 * @param {Connection} before @param {Outcome} outcome @param {number} now milliseconds since the epoch
 * @returns {Connection}
 */
export function next(before, outcome, now) {
  const failures = before.failures + 1;
  const failed = { ...before, failures, retryAt: now + delay(failures) };
  switch (outcome.type) {
    case "ok":
      return { state: "ok", detail: null, failures: 0, retryAt: 0, lastOk: now };
    case "unreachable":
      return { ...failed, state: "not_running", detail: null };
    case "stranger":
      return { ...failed, state: "not_running", detail: "Something else answers on this port." };
    case "no_token":
      return outcome.running
        ? { ...before, state: "unpaired", detail: null, failures: 0, retryAt: now + PATIENT_DELAY }
        : { ...failed, state: "not_running", detail: null };
    case "refused":
      return { ...before, state: "unauthorised", detail: outcome.detail, failures, retryAt: now + PATIENT_DELAY };
    case "no_permission":
      return { ...before, state: "no_permission", detail: null, failures, retryAt: now + PATIENT_DELAY };
    case "trouble":
      return { ...failed, detail: outcome.detail };
  }
}

/** Whether what was known may still be shown: as current, as what was known last, or not at all. @param {Connection} connection */
export function trust(connection) {
  if (connection.state === "ok") return "current";
  return connection.state === "not_running" ? "last known" : "none";
}
