// What appears over the page for a moment: pop-ups, dialogs, and words for screen readers only.

import { byId, el } from "./dom.js";
import { withSigns } from "./signs.js";
import { pick, t } from "./texts.js";

const TOAST_MS = 3000;

let toastTimer = null;
let lastDialog = Promise.resolve();

/** A pop-up at the bottom centre, gone after three seconds. */
export function toast(text) {
  const node = byId("toast");
  node.replaceChildren(...withSigns(text));
  node.hidden = false;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => { node.hidden = true; }, TOAST_MS);
}

/** Say why a call failed: the backend's own words when it gave any. */
export const toastFailure = (error) => toast(error.pair ? pick(error.pair) : t("failed"));

/** Have a screen reader say this without showing it. */
export function announce(text) {
  byId("announcer").textContent = text;
}

export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    toast(t("copied", { text: text.length > 40 ? `${text.slice(0, 40)}…` : text }));
  } catch {
    toast(t("copy_failed"));
  }
}

/** A dialog with these `{label, value, kind?}` choices; resolves to one value, or null on Esc. */
export function ask(text, choices) {
  const shown = lastDialog.then(() => openDialog(text, choices));
  lastDialog = shown;
  return shown;
}

export const alertBox = (text) => ask(text, [{ label: t("close"), value: true, kind: "go" }]);

function openDialog(text, choices) {
  const dialog = byId("dialog");
  let chosen = null;
  const buttons = choices.map(({ label, value, kind = "" }) => {
    const choose = () => { chosen = value; dialog.close(); };
    return el(kind ? `button.key.${kind}` : "button.key", { type: "button", onclick: choose }, label);
  });
  dialog.replaceChildren(
    el("p", { id: "dialog-text" }, withSigns(text)),
    el("div.choices", {}, buttons),
  );
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(chosen), { once: true });
  });
}
