// One chat on the page: title, log, reply keys and composer, for the private chat and the group
// alike. A person who is not in the chat sees a sentence instead.

import { Composer } from "./composer.js";
import { el, same } from "./dom.js";
import { Log } from "./log.js";
import { toastFailure } from "./overlay.js";
import { ReplyKeys } from "./replykeys.js";
import { pair, pick, t } from "./texts.js";

export class Pane {
  /** `root` is the section; `actions` are main's, each called with this pane's chat id. */
  constructor(root, { isMine, onSend, onAttach, onPress, onShare, onContact, startLink, onStart }) {
    this.root = root;
    this.kind = root.dataset.pane;
    this.chat = null;
    this.messages = new Map();
    this.isMine = isMine;
    const send = (message) => onSend(this.chat.id, message);
    const toComposer = () => this.composer.focus();
    const attach = (message, watch) => onAttach(this.chat.id, message, watch);
    this.composer = new Composer(this.kind, { onSend: send, onAttach: attach, startLink, onStart });
    this.keys = new ReplyKeys({
      onSend: (text) => send({ text }),
      onShare: (message, request, chat) => onShare(message, request, chat),
      onContact: (message) => onContact(message),
    });
    this.log = new Log({
      isMine,
      topicName: (message) => this.topicName(message),
      onPress,
      onReply: (message) => { this.composer.replyTo(message); toComposer(); },
      onLeave: toComposer,
    });
    this.title = el("h2", { id: `${this.kind}-title` });
    this.empty = el("div.empty", { hidden: true });
    const stage = el("div.stage", {}, this.log.node, this.empty, this.log.below);
    root.replaceChildren(this.title, stage, el("div.foot", {}, this.keys.node, this.composer.node));
    this.foot = root.lastChild;
    this.takeDrops();
  }

  /** A file that is dropped anywhere on the pane waits in its composer. */
  takeDrops() {
    const tell = (event) => {
      if (event.type === "dragleave" && this.root.contains(event.relatedTarget)) return;
      const isOver = event.type === "dragover" && !this.foot.hidden && event.dataTransfer.types.includes("Files");
      this.root.classList.toggle("dropping", isOver);
      this.root.dataset.drop = isOver ? t("drop") : "";
    };
    for (const type of ["dragover", "dragleave", "drop"]) this.root.addEventListener(type, tell);
    this.root.addEventListener("drop", (event) => this.foot.hidden || this.composer.attach(event.dataTransfer.files));
  }

  /** Draw everything from a state; `anew` when it is another person's, or after a reset. */
  show({ chat, chats, who, messages, commands, suggestions, anew, user }) {
    const isOther = anew || chat?.id !== this.chat?.id;
    this.chat = chat;
    this.chats = chats;
    this.messages = new Map(messages.map((message) => [message.id, message]));
    this.suggestions = suggestions;
    const kind = chat ? t(this.kind, { n: chat.members }) : "";
    const title = this.name();
    this.title.replaceChildren(el("span", {}, title), el("small", {}, kind));
    this.log.node.setAttribute("aria-label", t("messages", { chat: title }));
    this.foot.hidden = !chat?.can_write;
    this.log.show(messages, { anew: isOther });
    if (chat) {
      const topics = chat.is_forum ? chat.topics : [];
      this.composer.show({ key: `${user}:${chat.id}`, kind: this.kind, topics, commands, title });
      this.composer.forgetUnless((id) => this.messages.has(id));
      if (isOther) this.openForcedReply();
    }
    this.absence = chat ? t("cannot_write", { who }) : t("no_group", { who });
    this.drawAround();
  }

  /** What the pane is called: the private chat is the bot's whoever one is. */
  name() {
    if (this.kind === "private") return t("bot");
    return this.chat ? pick(this.chat.title) : t("group_pane");
  }

  setCommands(commands) {
    this.composer.menu.setCommands(commands);
  }

  /** A message from the stream; true when it was not known before. */
  put(message) {
    const isNew = !this.messages.has(message.id);
    const before = this.messages.get(message.id);
    if (same(before, message) || (isNew && this.isBygone(message))) return false;
    this.messages.set(message.id, message);
    for (const id of this.log.put(message)) this.messages.delete(id);
    this.drawAround();
    if (isNew && message.force_reply && !this.isMine(message)) this.openForcedReply({ focus: true });
    return isNew;
  }

  /** An edit of what has gone from the log, or was never in it, for its age. */
  isBygone(message) {
    const [oldest] = this.inOrder();
    return message.edit_date !== null && oldest !== undefined && message.id < oldest.id;
  }

  /** Delete a message; one's own leaves a chip, for it vanished by another's hand. */
  drop(id) {
    const message = this.messages.get(id);
    if (!message) return;
    this.messages.delete(id);
    this.composer.forgetUnless((other) => this.messages.has(other));
    if (this.isMine(message) && !message.service) {
      const trace = message.text.startsWith("/") ? "deleted_command" : "deleted";
      this.put({ ...message, service: pair(trace) });
    } else {
      this.log.drop(id);
      this.drawAround();
    }
  }

  inOrder() {
    return [...this.messages.values()].sort((a, b) => a.id - b.id);
  }

  openForcedReply({ focus = false } = {}) {
    const last = this.inOrder().findLast((message) => this.isMine(message) || message.force_reply);
    if (!last || this.isMine(last) || (this.composer.draft.reply && !focus)) return;
    this.composer.replyTo(last);
    const { activeElement } = document;
    if (focus && (activeElement === document.body || this.root.contains(activeElement))) this.composer.focus();
  }

  topicName(message) {
    if (!this.chat?.is_forum || message.thread_id === null) return null;
    return this.chat.topics.find((topic) => topic.id === message.thread_id)?.name ?? null;
  }

  /** What depends on the messages as a whole: reply keys, and the empty pane's suggestions. */
  drawAround() {
    const groups = (this.chats ?? []).filter((chat) => chat.kind === "group");
    this.keys.show(this.chat ? this.inOrder() : [], { isMine: this.isMine, groups });
    const canWrite = Boolean(this.chat?.can_write);
    this.empty.hidden = canWrite && this.messages.size > 0;
    if (this.empty.hidden) return;
    const tries = (canWrite ? this.suggestions : []).map((text) => (
      el("button.key", { type: "button", title: text, onclick: () => this.try(text) }, el("span.label", {}, text))));
    this.empty.replaceChildren(el("p", {}, canWrite ? t("empty") : this.absence), ...tries);
  }

  try(text) {
    this.composer.send(text).catch(toastFailure);
    this.composer.focus();
  }
}
