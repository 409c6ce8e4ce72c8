// The menu of commands over the box: what the bot has set for this person in this chat. It opens
// by "/" or its button, narrows while one types, and only ever writes into the box.

import { el } from "./dom.js";
import { t } from "./texts.js";

export class CommandMenu {
  constructor(box) {
    this.box = box;
    this.commands = [];
    this.found = [];
    this.index = 0;
    this.node = el("ul.commands", { id: `${box.id}-commands`, role: "listbox", hidden: true });
    box.setAttribute("aria-autocomplete", "list");
    box.setAttribute("aria-controls", this.node.id);
    box.addEventListener("input", () => this.follow());
    box.addEventListener("blur", () => this.close());
    // The box keeps the focus while the mouse is on the menu.
    this.node.addEventListener("mousedown", (event) => event.preventDefault());
  }

  get isOpen() {
    return !this.node.hidden;
  }

  setCommands(commands) {
    this.commands = commands;
    this.node.setAttribute("aria-label", t("commands"));
    if (this.isOpen) this.follow();
  }

  /** Open with every command, whatever stands in the box. */
  open() {
    this.found = this.commands;
    this.index = 0;
    this.draw();
  }

  /** Open, narrow or close by what is typed. */
  follow() {
    const typed = /^\/(\w*)$/.exec(this.box.value);
    if (typed === null) return this.close();
    this.found = this.commands.filter(({ command }) => command.startsWith(typed[1].toLowerCase()));
    if (this.found.length === 0 && this.commands.length > 0) return this.close();
    this.index = 0;
    this.draw();
  }

  draw() {
    this.node.hidden = false;
    const rows = this.found.map((command, i) => this.row(command, i));
    const nothing = el("li.nothing", {}, t("no_commands"));
    this.node.replaceChildren(...(rows.length ? rows : [nothing]));
    this.mark();
  }

  row({ command, description }, index) {
    return el("li", {
      id: `${this.node.id}-${index}`,
      role: "option",
      onclick: () => this.pick(index),
      onmousemove: () => { if (index !== this.index) { this.index = index; this.mark(); } },
    }, el("b", {}, `/${command}`), el("span", {}, description));
  }

  mark() {
    [...this.node.children].forEach((row, i) => row.setAttribute("aria-selected", String(i === this.index)));
    const chosen = this.node.children[this.index];
    this.box.setAttribute("aria-activedescendant", chosen.id);
    chosen.scrollIntoView({ block: "nearest" });
  }

  close() {
    this.node.hidden = true;
    this.box.removeAttribute("aria-activedescendant");
  }

  /** Put the command before the text; one that is already there is replaced. */
  pick(index) {
    const rest = this.box.value.replace(/^\/\w*\s?/, "");
    this.box.value = `/${this.found[index].command} ${rest}`;
    this.close();
    this.box.dispatchEvent(new Event("input"));
    this.box.focus();
  }

  /** Take a key that belongs to the open menu; false when the box should have it. */
  takeKey(key) {
    if (!this.isOpen) return false;
    if (key === "Escape") this.close();
    else if (this.found.length === 0) return false;
    else if (key === "ArrowDown" || key === "ArrowUp") this.step(key === "ArrowDown" ? 1 : -1);
    else if (key === "Tab") this.pick(this.index);
    else if (key === "Enter" && this.box.value !== `/${this.found[this.index].command}`) this.pick(this.index);
    else return false;
    return true;
  }

  step(by) {
    this.index = (this.index + by + this.found.length) % this.found.length;
    this.mark();
  }
}
