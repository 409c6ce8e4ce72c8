// The numbers to try: what a callee does follows from a number's last two digits. A chip puts
// its command into the private chat's box, it sends nothing.

import { el } from "./dom.js";
import { icon } from "./signs.js";
import { localise, pick } from "./texts.js";

/** Draw the column: a title, the rule, one chip a row of the sandbox's table. */
export function drawNumbers(root, numbers, { onPick, onClose }) {
  const close = el("button.tool.drawer-tool", { type: "button", "data-label": "close", onclick: onClose }, icon("close"));
  const title = el("h2", {}, el("span", { id: "numbers-title", "data-text": "numbers" }), close);
  const hint = el("p.hint", { "data-text": "numbers_hint" });
  const chips = numbers.map((number) => {
    const props = { type: "button", onclick: () => onPick(number.command) };
    return el("button.chip", props, digits(number), el("span", {}, pick(number)));
  });
  root.replaceChildren(title, el("div.chips", {}, hint, ...chips));
  localise(root);
}

function digits({ callee, digits: tail }) {
  const isTail = callee.endsWith(tail);
  const head = isTail ? callee.slice(0, -tail.length) : callee;
  return el("code", {}, head, isTail ? el("b", {}, tail) : null);
}
