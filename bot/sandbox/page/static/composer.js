// Where one chat's messages are written: the box, its file and reply strips, its command menu, the
// topic. What is typed is kept per person and chat, and comes back when it was not sent.

import { attached, fileStrip, progressLine } from "./attach.js";
import { CommandMenu } from "./commands.js";
import { el } from "./dom.js";
import { gist } from "./media.js";
import { toast, toastFailure } from "./overlay.js";
import { icon, withSigns } from "./signs.js";
import { localise, name, t } from "./texts.js";

const REMEMBERED = 50;

export class Composer {
  /**
   * `actions`: `onSend({text, …})`, `onAttach({file, kind, caption, …}, watch)` and `onStart(payload)`,
   * which reject when it was not sent; `startLink(text)` finds a link that starts the bot.
   */
  constructor(id, actions) {
    this.actions = actions;
    this.drafts = new Map();
    this.draft = newDraft();
    this.box = el("textarea", { id: `${id}-box`, rows: 1, autocomplete: "off", enterkeyhint: "send" });
    this.menu = new CommandMenu(this.box);
    this.strip = el("div.strip", { hidden: true });
    this.waiting = el("div.strip", { hidden: true });
    this.going = el("div");
    this.offer = el("button.key.primary", { type: "button", "data-text": "open_link", onclick: () => this.openLink() });
    this.offerLine = el("div.offer", { hidden: true }, this.offer);
    this.picker = el("input", { type: "file", hidden: true, onchange: () => this.pickFile() });
    const clipProps = { type: "button", "data-label": "attach", onclick: () => this.picker.click() };
    const clip = el("button.tool", clipProps, icon("clip"));
    this.topics = el("select");
    this.topicLine = el("label.topic", { hidden: true }, el("span", { "data-text": "topic" }), this.topics);
    const slashProps = { type: "button", "data-label": "commands", onclick: () => this.openMenu() };
    this.slash = el("button.tool", slashProps, icon("slash"));
    this.sendKey = el("button.send", { type: "submit", "data-text": "send" });
    const line = el("div.line", {}, clip, this.slash, this.box, this.sendKey);
    this.node = el("form.composer", {}, this.menu.node, this.going, this.strip, this.waiting, this.topicLine,
      this.offerLine, line, this.picker);
    this.node.addEventListener("submit", (event) => { event.preventDefault(); this.submit(); });
    this.box.addEventListener("keydown", (event) => this.onKey(event));
    this.box.addEventListener("input", () => { this.fit(); this.offerLink(); });
    this.box.addEventListener("paste", (event) => this.onPaste(event));
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
    this.drawWaiting();
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
    const asked = this.draft.reply?.force_reply?.placeholder;
    this.box.placeholder = asked || (this.draft.waiting ? t("caption") : hint);
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

  /** What is in the box goes, and the file that waits with it. */
  submit() {
    const { waiting } = this.draft;
    if (waiting) return this.sendFile(waiting, this.box.value);
    return this.send(this.box.value);
  }

  async send(text) {
    if (text.trim() === "") return this.focus();
    await this.post({ text }, text, null, this.actions.onSend);
  }

  async sendFile(waiting, caption) {
    const stop = new AbortController();
    const line = progressLine(waiting.file, () => stop.abort());
    this.wait(null);
    this.going.append(line.node);
    const watch = { onProgress: line.tell, signal: stop.signal };
    await this.post({ ...waiting, caption }, caption, waiting, (message) => this.actions.onAttach(message, watch));
    line.node.remove();
  }

  /** Empty the box and have `send` take the message; what it does not take comes back. */
  async post(message, text, waiting, send) {
    const { draft } = this;
    const { reply } = draft;
    const thread = reply?.thread_id ?? (this.topics.value ? Number(this.topics.value) : null);
    this.setText("");
    this.replyTo(null);
    draft.recall = null;
    if (reply) message.reply_to = reply.id;
    if (thread !== null) message.thread_id = thread;
    try {
      await send(message);
      if (text) draft.sent = [...draft.sent, text].slice(-REMEMBERED);
    } catch (error) {
      this.giveBack(draft, text, { reply, waiting });
      if (error.name !== "AbortError") toastFailure(error);
    }
  }

  giveBack(draft, text, { reply, waiting }) {
    const isShown = draft === this.draft;
    const typedSince = isShown ? this.box.value : draft.text;
    draft.text = [text, typedSince].filter(Boolean).join("\n");
    draft.reply ??= reply;
    draft.waiting ??= waiting;
    if (!isShown) return;
    this.setText(draft.text);
    this.drawStrip();
    this.drawWaiting();
  }

  pickFile() {
    this.attach(this.picker.files);
    this.picker.value = ""; // the same file again is a change, too
  }

  /** A copied file is attached; what also is text, as cells of a sheet are, is pasted as text. */
  onPaste(event) {
    const { files, types } = event.clipboardData;
    if (files.length === 0 || types.includes("text/plain")) return;
    event.preventDefault();
    this.attach(files);
  }

  /** Have a file wait for its caption, in the place of the one before. */
  attach(files) {
    const [file] = files;
    if (!file) return;
    const waiting = attached(file);
    if (waiting === null) return toast(t("too_big"));
    if (files.length > 1) toast(t("one_file"));
    this.wait(waiting);
    this.focus();
  }

  wait(waiting) {
    this.draft.waiting = waiting;
    this.drawWaiting();
  }

  drawWaiting() {
    const { waiting } = this.draft;
    const drop = () => { this.wait(null); this.focus(); };
    this.hint();
    this.waiting.hidden = !waiting;
    this.waiting.replaceChildren(...(waiting ? fileStrip(waiting, drop) : []).filter(Boolean));
  }

  /** A link that starts the bot does so when it is opened; as a message it would only be read. */
  offerLink() {
    this.offerLine.hidden = !this.kind || this.actions.startLink(this.box.value) === null;
  }

  async openLink() {
    const { draft } = this;
    const text = this.box.value;
    const { offset, length, payload } = this.actions.startLink(text);
    this.setText(`${text.slice(0, offset)}${text.slice(offset + length)}`.trim());
    try {
      await this.actions.onStart(payload);
    } catch (error) {
      this.giveBack(draft, text.slice(offset, offset + length), {});
      toastFailure(error);
    }
  }

  onKey(event) {
    if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
    const taken = this.menu.takeKey(event.key) || this.takeKey(event);
    if (taken) event.preventDefault();
  }

  takeKey({ key, shiftKey }) {
    if (key === "Enter" && !shiftKey) this.submit();
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
    this.offerLink();
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
    const line = gist(reply.text, reply.attachment?.kind);
    this.strip.replaceChildren(
      icon("reply"),
      el("div.replied", {},
        el("b", {}, t("replying", { who: reply.from.name })),
        el("span", {}, withSigns(line))),
      cancel,
    );
  }
}

const newDraft = () => ({ text: "", reply: null, waiting: null, sent: [], recall: null });
