// The inline buttons under one message. A press makes its button spin and its row wait until the
// bot has answered; edits may come meanwhile and neither lose the wait nor the keyboard focus.

import { el, same } from "./dom.js";
import { safeAddress } from "./links.js";
import { copy } from "./overlay.js";
import { icon, withSigns } from "./signs.js";

const STYLES = { primary: "primary", success: "go", danger: "danger" };

export class Keyboard {
  /** `onPress(data)` resolves when the bot has answered, or did not in time. */
  constructor(onPress) {
    this.node = el("div.keys", { hidden: true });
    this.rows = [];
    this.waiting = new Set();
    this.onPress = onPress;
  }

  show(rows) {
    if (same(rows, this.rows)) return;
    const focused = this.focusedAt();
    this.rows = rows;
    this.node.hidden = rows.length === 0;
    this.node.replaceChildren(...rows.map((row) => el("div.row", {}, row.map((key) => this.key(key)))));
    this.mark();
    if (focused !== null) this.focusAt(focused);
  }

  key(key) {
    const spec = key.style in STYLES ? `button.key.${STYLES[key.style]}` : "button.key";
    const label = el("span.label", {}, withSigns(key.text));
    if (key.url !== undefined) return this.linkKey(key, spec, label);
    const act = key.copy_text !== undefined ? () => copy(key.copy_text) : () => this.press(key.callback_data);
    const tail = key.copy_text !== undefined ? icon("copy") : null;
    return el(spec, { type: "button", title: key.text, tabindex: -1, onclick: act }, label, tail);
  }

  linkKey(key, spec, label) {
    const href = safeAddress(key.url);
    if (href === null) return el(spec, { type: "button", title: key.url, disabled: true }, label);
    const props = { href, target: "_blank", rel: "noopener noreferrer", title: key.text, tabindex: -1 };
    return el(spec.replace("button", "a"), props, label, icon("link"));
  }

  async press(data) {
    if (this.isHeld(this.rows.find((row) => row.some((key) => key.callback_data === data)))) return;
    this.waiting.add(data);
    this.mark();
    try {
      await this.onPress(data);
    } finally {
      this.waiting.delete(data);
      this.mark();
    }
  }

  isHeld(row) {
    return row.some((key) => this.waiting.has(key.callback_data));
  }

  /** `aria-disabled` and not `disabled`: a disabled button would drop the focus it has. */
  mark() {
    this.rows.forEach((row, y) => row.forEach((key, x) => {
      const node = this.node.children[y].children[x];
      node.ariaBusy = this.waiting.has(key.callback_data) ? "true" : null;
      node.ariaDisabled = this.isHeld(row) ? "true" : null;
    }));
  }

  focusedAt() {
    const keys = [...this.node.querySelectorAll(".key")];
    const index = keys.indexOf(document.activeElement);
    return index < 0 ? null : index;
  }

  focusAt(index) {
    const keys = this.node.querySelectorAll(".key");
    const target = keys[Math.min(index, keys.length - 1)] ?? this.node.closest("article");
    target?.focus({ preventScroll: true });
  }
}
