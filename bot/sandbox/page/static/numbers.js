// The numbers to try: what a callee does follows from a number's last two digits. A chip puts
// its command into the private chat's box, it sends nothing.

import { el } from "./dom.js";
import { localise, pick } from "./texts.js";

/** Draw the column: a title, the rule, one chip a row of the sandbox's table. */
export function drawNumbers(root, numbers, onPick) {
  const title = el("h3", { "data-text": "numbers" });
  const hint = el("p.hint", { "data-text": "numbers_hint" });
  const chips = numbers.map((number) => {
    const props = { type: "button", onclick: () => onPick(number.command) };
    return el("button.chip", props, digits(number), el("span", {}, pick(number)));
  });
  root.replaceChildren(title, hint, ...chips);
  localise(root);
}

/** What a callee of these last digits does by itself, null when the table does not say. */
export function playsOf(numbers, callee) {
  const number = numbers.find(({ digits: tail }) => callee.endsWith(tail));
  return number ? pick(number) : null;
}

function digits({ callee, digits: tail }) {
  const isTail = callee.endsWith(tail);
  const head = isTail ? callee.slice(0, -tail.length) : callee;
  return el("code", {}, head, isTail ? el("b", {}, tail) : null);
}
