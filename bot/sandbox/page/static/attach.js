// A file on its way out: over the box until it is sent or dropped, then a line that tells how far it
// has gone. What may be sent is the backend's to say; only what it could never take stays here.

import { el } from "./dom.js";
import { icon } from "./signs.js";
import { bytes, name as label, t } from "./texts.js";

const MOST_BYTES = 50 * 1024 * 1024;
const KINDS = [
  [/^image\/(gif|jpeg|png|webp)$/, ["photo", "document"]],
  [/^audio\/ogg$/, ["voice", "audio", "document"]],
  [/^audio\//, ["audio", "document"]],
];

const kindsOf = ({ type }) => KINDS.find(([pattern]) => pattern.test(type))?.[1] ?? ["document"];

/** A file with what it is sent as; null for one that is larger than the sandbox takes. */
export const attached = (file) => (file.size > MOST_BYTES ? null : { file, kind: kindsOf(file)[0] });

/** The strip of a file that waits; `onDrop()` takes it away, a choice of kind is kept in `waiting`. */
export function fileStrip(waiting, onDrop) {
  const { file } = waiting;
  const kinds = kindsOf(file);
  const choose = (event) => { waiting.kind = event.target.value; };
  const options = kinds.map((kind) => el("option", { value: kind, selected: kind === waiting.kind }, t(`kind_${kind}`)));
  const kind = kinds.length > 1 ? el("select", { "aria-label": t("attach_as"), onchange: choose }, options) : null;
  const drop = el("button.tool", { type: "button", onclick: onDrop }, icon("close"));
  label(drop, t("attach_drop"));
  return [icon("file"), el("div.replied", {}, el("b", {}, file.name), el("span", {}, bytes(file.size))), kind, drop];
}

/** The line of a file that goes: `node`, and `tell(part)` with what has gone of 1. */
export function progressLine(file, onStop) {
  const bar = el("progress", { max: 1, value: 0, "aria-label": t("sending", { name: file.name }) });
  const stop = el("button.tool", { type: "button", onclick: onStop }, icon("close"));
  label(stop, t("sending_stop"));
  const node = el("div.strip", {}, icon("file"), el("div.replied", {}, el("span", {}, file.name), bar), stop);
  return { node, tell: (part) => { bar.value = part; } };
}
