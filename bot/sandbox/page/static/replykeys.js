// The keys a bot puts under the box in place of the inline ones: a text to send, a group to
// choose, the person's contact. They stand until they are used, as one-time keyboards do.

import { el } from "./dom.js";
import { ask, toastFailure } from "./overlay.js";
import { withSigns } from "./signs.js";
import { pick, t } from "./texts.js";

export class ReplyKeys {
  /** `actions`: `onSend(text)`, `onShare(message, requestId, chatId)`, `onContact(message)`. */
  constructor(actions) {
    this.actions = actions;
    this.node = el("div.keys.reply-keys", { role: "group", hidden: true });
  }

  show(messages, { isMine, groups }) {
    const message = standing(messages, isMine);
    this.groups = groups;
    this.node.hidden = message === null;
    this.node.setAttribute("aria-label", t("reply_keys"));
    const rows = message?.reply_keyboard ?? [];
    this.node.replaceChildren(...rows.map((row) => el("div.row", {}, row.map((key) => this.key(message, key)))));
  }

  key(message, key) {
    const use = () => this.use(message, key).catch(toastFailure);
    const label = el("span.label", {}, withSigns(key.text));
    return el("button.key", { type: "button", title: key.text, onclick: use }, label);
  }

  async use(message, key) {
    if (key.request_chat) await this.shareGroup(message, key.request_chat.request_id);
    else if (key.request_contact) await this.shareContact(message);
    else await this.actions.onSend(key.text);
  }

  async shareGroup(message, requestId) {
    const cancel = { label: t("cancel"), value: null };
    const groups = this.groups.map((chat) => ({ label: pick(chat.title), value: chat.id, kind: "go" }));
    const chosen = await ask(t(groups.length ? "share_pick" : "share_none"), [...groups, cancel]);
    if (chosen !== null) await this.actions.onShare(message, requestId, chosen);
  }

  async shareContact(message) {
    const choices = [{ label: t("send"), value: true, kind: "go" }, { label: t("cancel"), value: null }];
    if (await ask(t("contact_ask"), choices)) await this.actions.onContact(message);
  }
}

/** The last message that brought keys, unless the person has written since, or null. */
function standing(messages, isMine) {
  const last = messages.findLast((message) => isMine(message) || message.reply_keyboard);
  return last?.reply_keyboard?.length ? last : null;
}
