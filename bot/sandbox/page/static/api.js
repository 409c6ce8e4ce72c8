// The wire to the sandbox's page backend: calls, and one user's stream of events.
// It keeps nothing: a lost connection is followed by a fresh state, never by a guess.

const RETRY_FIRST_MS = 500;
const RETRY_MOST_MS = 5000;
const EVENTS = ["message", "delete", "commands", "phone", "reset"];

/** The backend said no; `pair` says why in both languages, null when it gave no reason. */
class Refused extends Error {
  constructor(status, pair) {
    super(`refused with ${status}`);
    this.pair = pair;
  }
}

const call = async (path, options = {}) => {
  const response = await fetch(path, options);
  const body = await response.json().catch(() => null);
  if (!response.ok) throw new Refused(response.status, body?.error ?? null);
  return body;
};

const post = (path, body) => call(path, {
  method: "POST",
  headers: { "Content-Type": "application/json" },
  body: JSON.stringify(body),
});

export const send = (body) => post("/page/send", body);
export const press = (body) => post("/page/press", body);
export const share = (body) => post("/page/share", body);
export const contact = (body) => post("/page/contact", body);
export const phone = (callId, act, key) => post("/page/phone", { call_id: callId, act, key });
export const setLanguage = (user, language) => post("/page/language", { user, language });
export const setFaults = (faults) => post("/page/faults", faults);
export const reset = () => post("/page/reset", {});

/** Send a file; `onProgress(part)` is told how much of it has gone, `signal` stops it. */
export const attach = (fields, file, { onProgress, signal }) => new Promise((resolve, reject) => {
  const form = new FormData();
  for (const [field, value] of Object.entries(fields)) form.append(field, value);
  form.append("file", file);
  const request = new XMLHttpRequest(); // fetch can't tell how far an upload has gone
  request.responseType = "json";
  request.upload.onprogress = ({ loaded, total }) => onProgress(loaded / total);
  request.onload = () => {
    if (request.status === 200) resolve(request.response);
    else reject(new Refused(request.status, request.response?.error ?? null));
  };
  request.onerror = () => reject(new Error("the backend was not reached"));
  request.onabort = () => reject(signal.reason);
  signal.addEventListener("abort", () => request.abort());
  request.open("POST", "/page/attach");
  request.send(form);
});

/**
 * Follow one user: `onState` first and after every gap, then `onEvent(type, data)` for each event
 * that is newer than that state. The stream opens before the state is asked for, so that nothing
 * falls between the two. Returns `{stop(), refresh()}`; refresh asks for the state anew.
 */
export function follow(user, { onState, onEvent, onLost }) {
  let source = null;
  let timer = null;
  let wait = RETRY_FIRST_MS;
  let stopped = false;
  let refresh = () => {};

  function open() {
    const stream = new EventSource(`/page/events?user=${user}`);
    let held = [];
    let seen = null;
    source = stream;
    const isStale = () => stopped || source !== stream;

    function deliver(event) {
      const seq = Number(event.lastEventId || Infinity);
      if (event.type === "reset") load();
      else if (seen === null) held.push(event);
      else if (seq > seen) onEvent(event.type, JSON.parse(event.data));
    }

    async function load() {
      seen = null;
      try {
        const state = await call(`/page/state?user=${user}`);
        if (isStale()) return;
        seen = state.seq;
        wait = RETRY_FIRST_MS;
        onState(state);
        const late = held;
        held = [];
        late.forEach(deliver);
      } catch {
        if (!isStale()) retry();
      }
    }

    for (const type of EVENTS) stream.addEventListener(type, deliver);
    refresh = load;
    stream.onopen = load;
    stream.onerror = () => isStale() || retry();
  }

  function retry() {
    source?.close();
    source = null;
    onLost();
    clearTimeout(timer);
    timer = setTimeout(open, wait);
    wait = Math.min(wait * 2, RETRY_MOST_MS);
  }

  open();
  const stop = () => {
    stopped = true;
    clearTimeout(timer);
    source?.close();
  };
  return { stop, refresh: () => refresh() };
}
