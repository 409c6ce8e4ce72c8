// What to try: a list ready to be pasted or dropped, and numbers whose last two digits say what a
// callee does. A chip puts its command into the private chat's box, it sends nothing.

import { el } from "./dom.js";
import { icon } from "./signs.js";
import { localise, pick, t } from "./texts.js";

/** Draw the column: the list, then one chip a row of the sandbox's table of numbers. */
export function drawNumbers(root, { numbers, sample }, onPick) {
  root.replaceChildren(...list(sample, onPick), ...callees(numbers, onPick));
  localise(root);
}

function list({ command, rows, file }, onPick) {
  const paste = el("button.chip", { type: "button", onclick: () => onPick(command) }, icon("paste"), t("list_paste", { n: rows }));
  const saveProps = { href: file.url, download: file.name, title: t("save", { name: file.name }) };
  const save = el("a.chip", saveProps, icon("file"), t("list_save", { n: file.rows }));
  return [
    el("h3", { "data-text": "list" }),
    el("p.hint", { "data-text": "list_hint" }),
    el("div.chips", {}, paste, save),
  ];
}

function callees(numbers, onPick) {
  const chips = numbers.map((number) => {
    const props = { type: "button", onclick: () => onPick(number.command) };
    return el("button.chip", props, digits(number), el("span", {}, pick(number)));
  });
  return [el("h3", { "data-text": "numbers" }), el("p.hint", { "data-text": "numbers_hint" }), ...chips];
}

function digits({ callee, digits: tail }) {
  const isTail = callee.endsWith(tail);
  const head = isTail ? callee.slice(0, -tail.length) : callee;
  return el("code", {}, head, isTail ? el("b", {}, tail) : null);
}
