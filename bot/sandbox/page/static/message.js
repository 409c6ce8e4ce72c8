// One message on the page: its bubble, its meta line, its buttons. An edit changes it in place:
// folds stay open, focus stays where it is, and only an outcome is read aloud.

import { el, same } from "./dom.js";
import { openFold, richText } from "./entities.js";
import { Keyboard } from "./keyboard.js";
import { gist, mediaOf } from "./media.js";
import { announce } from "./overlay.js";
import { icon, isOutcome, spoken, withSigns } from "./signs.js";
import { clock, currentLanguage, name, pick, t } from "./texts.js";

const firstLine = (text) => text.split("\n", 1)[0];

export class MessageView {
  /** `actions`: `isMine(message)`, `topicName(message)`, `onPress(message, data)`, `onReply(message)`, `onJump(id)`. */
  constructor(message, actions) {
    this.actions = actions;
    this.keyboard = new Keyboard((data) => actions.onPress(this.message, data));
    this.head = el("div");
    this.media = el("div.media");
    this.body = el("div.text");
    this.bubble = el("div.bubble", { id: `bubble-${message.chat_id}-${message.id}` }, this.head, this.media, this.body);
    this.replyTool = el("button.reply-tool", { type: "button", tabindex: -1 }, icon("reply"));
    this.replyTool.addEventListener("click", () => actions.onReply(this.message));
    this.node = el("article.msg", { tabindex: -1, "aria-labelledby": this.bubble.id });
    // Left on, it would flash again whenever its pane comes back into sight.
    this.bubble.addEventListener("animationend", () => this.node.classList.remove("flash"));
    this.message = null;
    this.update(message);
  }

  update(message) {
    const before = this.message;
    if (same(before, message) && this.language === currentLanguage()) return;
    this.message = message;
    this.language = currentLanguage();
    // Once it is on the page, its changes are no longer news of the live log around it.
    if (before !== null) this.node.setAttribute("aria-live", "off");
    if (message.service) this.drawService();
    else this.drawBubble(before);
    if (before !== null && !message.service) this.tellEdit(before);
  }

  drawService() {
    this.node.className = "msg service";
    this.bubble.replaceChildren(...withSigns(pick(this.message.service)));
    this.node.replaceChildren(this.bubble);
  }

  drawBubble(before) {
    const { message, actions } = this;
    this.drawMedia(before);
    const mine = actions.isMine(message);
    this.node.classList.add(mine ? "out" : "in");
    this.node.classList.toggle("has-keys", Boolean(message.keyboard?.length));
    name(this.replyTool, t("reply"));
    const opened = [...this.bubble.querySelectorAll(".fold")].map((fold) => fold.classList.contains("open"));
    this.head.replaceChildren(this.sender(mine), ...this.quote());
    this.body.classList.toggle("bare", message.text === "");
    this.body.replaceChildren(richText(message.text, message.entities), this.meta());
    this.bubble.querySelectorAll(".fold").forEach((fold, i) => opened[i] && openFold(fold, true));
    this.keyboard.show(message.keyboard ?? []);
    if (!this.node.firstChild) this.node.append(this.bubble, this.keyboard.node, this.replyTool);
  }

  /** A sound goes on playing while its caption is edited. */
  drawMedia(before) {
    const { attachment } = this.message;
    this.media.hidden = !attachment;
    if (before !== null && same(before.attachment, attachment)) return;
    this.media.replaceChildren(...(attachment ? [mediaOf(attachment)] : []));
  }

  sender(mine) {
    const topic = this.actions.topicName(this.message);
    const tail = topic === null ? null : el("small", {}, topic);
    return el("div.sender", {}, el("span", {}, mine ? t("you") : this.message.from.name), tail);
  }

  quote() {
    const { reply_to: reply } = this.message;
    if (!reply) return [];
    const jump = () => this.actions.onJump(reply.id);
    const props = { type: "button", tabindex: -1, title: t("jump"), onclick: jump };
    return [el("button.quote", props, withSigns(gist(reply.text, reply.kind)))];
  }

  meta() {
    const { message } = this;
    const time = el("time", { datetime: new Date(message.date * 1000).toISOString() }, clock(message.date));
    return el("span.meta", {},
      message.rang ? icon("bell", t("rang")) : null,
      message.edit_date ? el("span", {}, t("edited")) : null,
      time);
  }

  tellEdit(before) {
    const { message } = this;
    if (same([before.text, before.entities], [message.text, message.entities])) return;
    this.flash();
    const line = firstLine(message.text);
    if (isOutcome(line) && line !== firstLine(before.text)) announce(spoken(line));
  }

  flash() {
    this.node.classList.remove("flash");
    void this.node.offsetWidth; // restarts the animation when the last one still runs
    this.node.classList.add("flash");
  }
}
