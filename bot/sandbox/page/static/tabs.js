// Which pane is in front: tabs with unread counts on a phone, a drawer for the callee's phone on a
// tablet, everything side by side on a desk. CSS does the showing, this keeps the state.

import { byId, el } from "./dom.js";
import { icon, withSigns } from "./signs.js";
import { name as label, t } from "./texts.js";

const NAMES = ["private", "group", "phone"];
// Calls that are marked while the callee's phone is out of sight, and the sign that marks them.
const MARKS = { ringing: "📞", answered: "🔊" };
const STEPS = { ArrowLeft: -1, ArrowRight: 1 };
const phone = matchMedia("(max-width: 719.98px)");

export class Tabs {
  constructor() {
    this.chosen = NAMES[0];
    this.unread = Object.fromEntries(NAMES.map((name) => [name, 0]));
    this.titles = {};
    this.call = null;
    byId("tabs").addEventListener("keydown", (event) => this.onKey(event));
    byId("drawer").addEventListener("click", () => this.setDrawer(!this.isDrawerOpen));
    byId("drawer-close").append(icon("close"));
    byId("drawer-close").addEventListener("click", () => this.setDrawer(false));
    byId("phone").addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.isDrawerOpen) this.setDrawer(false);
    });
    phone.addEventListener("change", () => this.bringForward(this.chosen));
  }

  /** Name the tabs, in the language that is on. */
  setTitles(titles) {
    this.titles = titles;
    this.draw();
  }

  /** Bring a pane to the front: the tab on a phone, the drawer for the phone. */
  bringForward(name) {
    this.chosen = name;
    this.unread[name] = 0;
    if (!phone.matches) this.unread = Object.fromEntries(NAMES.map((each) => [each, 0]));
    byId("panes").dataset.tab = name;
    this.setDrawer(name === "phone" && !phone.matches);
    this.draw();
  }

  /** A message came into a pane; it counts while that pane is out of sight. */
  count(name) {
    if (!phone.matches || this.chosen === name) return;
    this.unread[name] += 1;
    this.draw();
  }

  /** The state of the call that the callee's phone shows, null for none. */
  setCall(state) {
    this.call = state in MARKS ? state : null;
    this.draw();
  }

  clearCounts() {
    for (const name of NAMES) this.unread[name] = 0;
    this.draw();
  }

  get isDrawerOpen() {
    return byId("phone").classList.contains("open");
  }

  setDrawer(open) {
    const hadFocus = byId("phone").contains(document.activeElement);
    byId("phone").classList.toggle("open", open);
    byId("drawer").setAttribute("aria-expanded", String(open));
    if (!open && hadFocus && byId("drawer").offsetParent) byId("drawer").focus();
  }

  draw() {
    const hadFocus = byId("tabs").contains(document.activeElement);
    byId("tabs").replaceChildren(...NAMES.map((name) => this.tab(name)));
    if (hadFocus) byId("tabs").querySelector("[aria-selected=true]").focus();
    byId("drawer").replaceChildren(...(this.call ? this.mark() : [icon("phone")]));
    label(byId("drawer"), this.call ? `${t("phone")}, ${t(this.call)}` : t("phone"));
  }

  mark() {
    return this.call ? [el("span.mark", { "data-call": this.call }, withSigns(MARKS[this.call]))] : [];
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
    }, el("span", {}, this.titles[name] ?? ""), count, name === "phone" ? this.mark() : null);
  }

  onKey(event) {
    if (!(event.key in STEPS)) return;
    event.preventDefault();
    const index = NAMES.indexOf(this.chosen) + STEPS[event.key];
    this.bringForward(NAMES[(index + NAMES.length) % NAMES.length]);
  }
}
