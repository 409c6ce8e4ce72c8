// Which pane is in front: tabs with unread counts on a phone, a drawer for the numbers on a
// tablet, everything side by side on a desk. CSS does the showing, this keeps the state.

import { byId, el } from "./dom.js";
import { t } from "./texts.js";

const NAMES = ["private", "group", "numbers"];
const STEPS = { ArrowLeft: -1, ArrowRight: 1 };
const phone = matchMedia("(max-width: 719.98px)");

export class Tabs {
  constructor() {
    this.chosen = NAMES[0];
    this.unread = Object.fromEntries(NAMES.map((name) => [name, 0]));
    this.titles = {};
    byId("tabs").addEventListener("keydown", (event) => this.onKey(event));
    byId("drawer").addEventListener("click", () => this.setDrawer(!this.isDrawerOpen));
    byId("numbers").addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.isDrawerOpen) this.setDrawer(false);
    });
    phone.addEventListener("change", () => this.bringForward(this.chosen));
  }

  /** Name the tabs, in the language that is on. */
  setTitles(titles) {
    this.titles = titles;
    this.draw();
  }

  /** Bring a pane to the front: the tab on a phone, the drawer for the numbers. */
  bringForward(name) {
    this.chosen = name;
    this.unread[name] = 0;
    if (!phone.matches) this.unread = Object.fromEntries(NAMES.map((each) => [each, 0]));
    byId("panes").dataset.tab = name;
    this.setDrawer(name === "numbers" && !phone.matches);
    this.draw();
  }

  /** A message came into a pane; it counts while that pane is out of sight. */
  count(name) {
    if (!phone.matches || this.chosen === name) return;
    this.unread[name] += 1;
    this.draw();
  }

  clearCounts() {
    for (const name of NAMES) this.unread[name] = 0;
    this.draw();
  }

  get isDrawerOpen() {
    return byId("numbers").classList.contains("open");
  }

  setDrawer(open) {
    const hadFocus = byId("numbers").contains(document.activeElement);
    byId("numbers").classList.toggle("open", open);
    byId("drawer").setAttribute("aria-expanded", String(open));
    if (!open && hadFocus && byId("drawer").offsetParent) byId("drawer").focus();
  }

  draw() {
    const hadFocus = byId("tabs").contains(document.activeElement);
    byId("tabs").replaceChildren(...NAMES.map((name) => this.tab(name)));
    if (hadFocus) byId("tabs").querySelector("[aria-selected=true]").focus();
  }

  tab(name) {
    const isChosen = name === this.chosen;
    const unread = this.unread[name];
    const countProps = { role: "img", "aria-label": t("unread", { n: unread }) };
    const count = unread ? el("span.count", countProps, String(unread)) : null;
    return el("button", {
      type: "button",
      role: "tab",
      "aria-selected": String(isChosen),
      "aria-controls": name,
      tabindex: isChosen ? 0 : -1,
      onclick: () => this.bringForward(name),
    }, el("span", {}, this.titles[name] ?? ""), count);
  }

  onKey(event) {
    if (!(event.key in STEPS)) return;
    event.preventDefault();
    const index = NAMES.indexOf(this.chosen) + STEPS[event.key];
    this.bringForward(NAMES[(index + NAMES.length) % NAMES.length]);
  }
}
