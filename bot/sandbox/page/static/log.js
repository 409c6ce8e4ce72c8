// One chat's messages: in order, under their days, scrolled to the end unless the reader went up.
// Owns walking through messages by keyboard; what a press or a reply does is the pane's affair.

import { calmMotion, el } from "./dom.js";
import { MessageView } from "./message.js";
import { icon } from "./signs.js";
import { dayLabel, name, t } from "./texts.js";

const NEAR_END_PX = 48;
const MOST_SHOWN = 300; // as many as a chat is opened with
const SLACK = 50; // old messages go so many at a time: each time the whole log moves
const FADE_MS = 300;

export class Log {
  /** `actions` as MessageView wants them, and `onLeave()` for Esc. */
  constructor(actions) {
    this.actions = { ...actions, onJump: (id) => this.jump(id) };
    this.views = new Map();
    this.current = null;
    this.atEnd = true;
    this.top = 0;
    this.fresh = 0;
    this.list = el("div.list");
    this.node = el("div.log", { role: "log", "aria-live": "polite", "aria-relevant": "additions" }, this.list);
    this.below = el("button.below", { type: "button", hidden: true, onclick: () => this.toEnd() });
    this.node.addEventListener("scroll", () => this.watchScroll(), { passive: true });
    this.node.addEventListener("focusin", (event) => this.choose(event.target.closest("article")));
    this.node.addEventListener("keydown", (event) => this.onKey(event));
    this.node.addEventListener("click", (event) => event.target.closest(".more") && this.holdStill());
    const settle = new ResizeObserver(() => this.settle());
    settle.observe(this.node);
    settle.observe(this.list);
  }

  /** Show exactly these messages; what stays is kept as it is, unless `anew`. */
  show(messages, { anew }) {
    // A chat that is opened is there to be read, not to be read out.
    this.node.ariaLive = "off";
    requestAnimationFrame(() => { this.node.ariaLive = "polite"; });
    if (anew) this.clear();
    const ids = new Set(messages.map((message) => message.id));
    for (const [id, view] of this.views) {
      if (ids.has(id)) continue;
      view.node.remove();
      this.views.delete(id);
    }
    for (const message of messages) this.place(message);
    this.tidy();
    this.drawBelow();
  }

  clear() {
    this.list.replaceChildren();
    this.views.clear();
    this.atEnd = true;
    this.fresh = 0;
  }

  /** A new message or an edit, as it comes; the ids of old ones that went for it. */
  put(message) {
    const isNew = this.place(message);
    if (!isNew) return [];
    const gone = this.atEnd ? this.trim() : [];
    this.tidy();
    if (this.actions.isMine(message)) this.toEnd();
    else if (!this.atEnd) this.fresh += 1;
    else if (gone.length) this.settle(); // as much may have gone as came, and no resize tells of it
    this.drawBelow();
    return gone;
  }

  /** The oldest go, so that a long day is no slower than a short one; never while somebody reads them. */
  trim() {
    if (this.views.size <= MOST_SHOWN + SLACK) return [];
    const old = this.inOrder().slice(0, -MOST_SHOWN).map(({ message }) => message.id);
    for (const id of old) {
      this.views.get(id).node.remove();
      this.views.delete(id);
    }
    return old;
  }

  place(message) {
    const known = this.views.get(message.id);
    if (known) {
      known.update(message);
      if (known.node === this.current) this.setStops(known.node, 0);
      return false;
    }
    const view = new MessageView(message, this.actions);
    const later = this.inOrder().find((other) => other.message.id > message.id);
    this.list.insertBefore(view.node, later?.node ?? null);
    this.views.set(message.id, view);
    return true;
  }

  /** A deleted message fades away. */
  drop(id) {
    const view = this.views.get(id);
    if (!view) return;
    this.views.delete(id);
    const hadFocus = view.node.contains(document.activeElement);
    const next = view.node.nextElementSibling ?? view.node.previousElementSibling;
    view.node.classList.add("gone");
    setTimeout(() => { view.node.remove(); this.tidy(); }, calmMotion() ? 0 : FADE_MS);
    if (!hadFocus) return;
    if (next?.matches("article")) next.focus({ preventScroll: true });
    else this.actions.onLeave();
  }

  /** Days over their first message, names over a person's first; one message is the way in by Tab. */
  tidy() {
    let before = null;
    let day = null;
    for (const { message, node } of this.inOrder()) {
      const label = dayLabel(message.date);
      const isNewDay = label !== day;
      this.setDay(node, isNewDay ? label : null);
      const isSame = !isNewDay && !before.service && before.from?.id === message.from?.id;
      node.classList.toggle("follows", isSame);
      before = message;
      day = label;
    }
    for (const stray of this.list.querySelectorAll(".day:last-child, .day:has(+ .day)")) stray.remove();
    if (!this.node.contains(document.activeElement)) this.choose(this.inOrder().at(-1)?.node ?? null);
  }

  /** A chip that is right already stays: adding it again would have it read aloud again. */
  setDay(node, label) {
    const above = node.previousElementSibling;
    const chip = above?.matches(".day") ? above : null;
    if (chip?.textContent === (label ?? undefined)) return;
    chip?.remove();
    if (label !== null) node.before(el("div.day", {}, label));
  }

  inOrder() {
    return [...this.views.values()].sort((a, b) => a.message.id - b.message.id);
  }

  choose(article) {
    if (this.current) this.setStops(this.current, -1);
    this.current = article;
    if (article) this.setStops(article, 0);
  }

  setStops(article, index) {
    article.tabIndex = index;
    for (const stop of article.querySelectorAll("button:not(.reply-tool), a, audio, [role=button]")) stop.tabIndex = index;
  }

  onKey(event) {
    const article = event.target.closest("article");
    if (!article || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.target.matches("audio") && event.key !== "Escape") return; // a player has keys of its own
    const onArticle = event.target === article;
    const view = this.inOrder().find((other) => other.node === article);
    const acts = {
      ArrowUp: () => this.walk(article, -1),
      ArrowDown: () => this.walk(article, 1),
      Home: () => this.walk(article, -Infinity),
      End: () => this.walk(article, Infinity),
      Escape: () => (onArticle ? this.actions.onLeave() : article.focus()),
      r: () => view && !view.message.service && this.actions.onReply(view.message),
    };
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (key in acts) acts[key]();
    else if (event.target.matches("[role=button]") && [" ", "Enter"].includes(key)) event.target.click();
    else return;
    event.preventDefault();
  }

  walk(article, step) {
    const nodes = this.inOrder().map((view) => view.node);
    const index = Math.max(0, Math.min(nodes.length - 1, nodes.indexOf(article) + step));
    nodes[index].focus({ preventScroll: true });
    nodes[index].scrollIntoView({ block: "nearest" });
  }

  jump(id) {
    const view = this.views.get(id);
    if (!view) return;
    view.node.focus({ preventScroll: true });
    view.node.scrollIntoView({ block: "center", behavior: calmMotion() ? "auto" : "smooth" });
    view.flash();
  }

  isNearEnd() {
    return this.node.scrollHeight - this.node.scrollTop - this.node.clientHeight < NEAR_END_PX;
  }

  /** Only going up leaves the end: content may grow between a scroll and the news of it. */
  watchScroll() {
    if (this.node.clientHeight === 0) return; // a hidden pane has no place in its log to remember
    const wentUp = this.node.scrollTop < this.top;
    this.top = this.node.scrollTop;
    if (wentUp || !this.atEnd) this.atEnd = this.isNearEnd();
    this.drawBelow();
  }

  settle() {
    if (!this.atEnd) return;
    this.node.scrollTop = this.node.scrollHeight;
    this.top = this.node.scrollTop;
  }

  /** What the reader unfolds grows where it is, the log does not run on to its end. */
  holdStill() {
    this.atEnd = false;
    requestAnimationFrame(() => requestAnimationFrame(() => this.watchScroll()));
  }

  toEnd() {
    this.atEnd = true;
    this.settle();
    this.drawBelow();
  }

  drawBelow() {
    if (this.atEnd) this.fresh = 0;
    this.below.hidden = this.atEnd;
    this.below.replaceChildren(icon("down"), this.fresh ? t("new_below", { n: this.fresh }) : "");
    name(this.below, this.fresh ? t("new_below", { n: this.fresh }) : t("to_end"));
  }
}
