// Where one chat's messages are written: the box, its reply strip, its command menu, the topic.
// What is typed is kept per person and chat, and comes back into the box when it was not sent.

import { CommandMenu } from "./commands.js";
import { el } from "./dom.js";
import { toastFailure } from "./overlay.js";
import { icon, withSigns } from "./signs.js";
import { localise, name, t } from "./texts.js";

const REMEMBERED = 50;

export class Composer {
  /** `actions`: `onSend({text, reply_to, thread_id})` (rejects when it was not sent), `onLeave()`. */
  constructor(id, actions) {
    this.actions = actions;
    this.drafts = new Map();
    this.draft = newDraft();
    this.box = el("textarea", { id: `${id}-box`, rows: 1, autocomplete: "off", enterkeyhint: "send" });
    this.menu = new CommandMenu(this.box);
    this.strip = el("div.strip", { hidden: true });
    this.topics = el("select");
    this.topicLine = el("label.topic", { hidden: true }, el("span", { "data-text": "topic" }), this.topics);
    const slashProps = { type: "button", "data-label": "commands", onclick: () => this.openMenu() };
    this.slash = el("button.tool", slashProps, icon("slash"));
    this.sendKey = el("button.send", { type: "submit", "data-text": "send" });
    const line = el("div.line", {}, this.slash, this.box, this.sendKey);
    this.node = el("form.composer", {}, this.menu.node, this.strip, this.topicLine, line);
    this.node.addEventListener("submit", (event) => { event.preventDefault(); this.send(); });
    this.box.addEventListener("keydown", (event) => this.onKey(event));
    this.box.addEventListener("input", () => this.fit());
    this.slash.addEventListener("mousedown", (event) => event.preventDefault());
    new ResizeObserver(() => { this.hint(); this.fit(); }).observe(this.node);
  }

  /** Turn to a chat: its draft, commands, topics, and the words of the language that is on. */
  show({ key, kind, topics, commands, title }) {
    this.draft.text = this.box.value;
    if (!this.drafts.has(key)) this.drafts.set(key, newDraft());
    this.draft = this.drafts.get(key);
    this.kind = kind;
    this.box.setAttribute("aria-label", `${t(`write_${kind}`)}, ${title}`);
    this.showTopics(topics);
    this.menu.setCommands(commands);
    this.setText(this.draft.text);
    localise(this.node);
    this.drawStrip();
  }

  showTopics(topics) {
    const chosen = this.topics.value;
    const options = topics.map((topic) => el("option", { value: topic.id }, topic.name));
    this.topics.replaceChildren(el("option", { value: "" }, t("general")), ...options);
    this.topics.value = topics.some((topic) => String(topic.id) === chosen) ? chosen : "";
    this.topicLine.hidden = topics.length === 0;
  }

  /** What a bot that asks for a reply wants to read; the long hint would be cut in a narrow box. */
  hint() {
    const isNarrow = this.box.clientWidth < 210;
    const hint = this.kind ? t(isNarrow ? "write_short" : `write_${this.kind}`) : "";
    this.box.placeholder = this.draft.reply?.force_reply?.placeholder || hint;
  }

  /** Reply to this message, or to none. */
  replyTo(message) {
    this.draft.reply = message;
    this.drawStrip();
  }

  /** A message that is gone takes the reply to it along. */
  forgetUnless(isThere) {
    if (this.draft.reply && !isThere(this.draft.reply.id)) this.replyTo(null);
  }

  put(text) {
    this.setText(text);
    this.focus();
    this.box.setSelectionRange(text.length, text.length);
  }

  focus() {
    this.box.focus();
  }

  async send(text = this.box.value) {
    const { draft } = this;
    if (text.trim() === "") return this.focus();
    const { reply } = draft;
    const thread = reply?.thread_id ?? (this.topics.value ? Number(this.topics.value) : null);
    this.setText("");
    this.replyTo(null);
    draft.recall = null;
    const message = { text };
    if (reply) message.reply_to = reply.id;
    if (thread !== null) message.thread_id = thread;
    try {
      await this.actions.onSend(message);
      draft.sent = [...draft.sent, text].slice(-REMEMBERED);
    } catch (error) {
      this.giveBack(draft, text, reply);
      toastFailure(error);
    }
  }

  giveBack(draft, text, reply) {
    const isShown = draft === this.draft;
    const typedSince = isShown ? this.box.value : draft.text;
    const whole = typedSince ? `${text}\n${typedSince}` : text;
    draft.text = whole;
    draft.reply ??= reply;
    if (!isShown) return;
    this.setText(whole);
    this.drawStrip();
  }

  onKey(event) {
    if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
    const taken = this.menu.takeKey(event.key) || this.takeKey(event);
    if (taken) event.preventDefault();
  }

  takeKey({ key, shiftKey }) {
    if (key === "Enter" && !shiftKey) this.send();
    else if (key === "Escape" && this.draft.reply) this.replyTo(null);
    else if (key === "ArrowUp" || key === "ArrowDown") return this.recall(key === "ArrowUp" ? -1 : 1);
    else return false;
    return true;
  }

  /** Walk what was sent before, from an empty box or while the box still shows a recalled text. */
  recall(step) {
    const { sent, recall } = this.draft;
    const isRecalled = recall !== null && this.box.value === sent[recall];
    if (!isRecalled && (this.box.value !== "" || step > 0)) return false;
    const index = isRecalled ? recall + step : sent.length - 1;
    if (index < 0) return isRecalled;
    this.draft.recall = index < sent.length ? index : null;
    this.put(sent[index] ?? "");
    return true;
  }

  openMenu() {
    this.focus();
    if (this.menu.isOpen) this.menu.close();
    else this.menu.open();
  }

  setText(text) {
    this.box.value = text;
    this.menu.close();
    this.fit();
  }

  fit() {
    this.box.style.height = "auto";
    const edges = this.box.offsetHeight - this.box.clientHeight;
    if (this.box.scrollHeight) this.box.style.height = `${this.box.scrollHeight + edges}px`;
  }

  drawStrip() {
    const { reply } = this.draft;
    this.hint();
    this.strip.hidden = reply === null;
    if (reply === null) return this.strip.replaceChildren();
    const drop = () => { this.replyTo(null); this.focus(); };
    const cancel = el("button.tool", { type: "button", onclick: drop }, icon("close"));
    name(cancel, t("reply_cancel"));
    const [line] = reply.text.split("\n", 1);
    this.strip.replaceChildren(
      icon("reply"),
      el("div.replied", {},
        el("b", {}, t("replying", { who: reply.from.name })),
        el("span", {}, withSigns(line))),
      cancel,
    );
  }
}

const newDraft = () => ({ text: "", reply: null, sent: [], recall: null });
