// Puts the page together: one person's state from the backend, drawn in two chats and the callee's
// phone, and what people do sent back. It decides nothing about calls or chats.

import * as api from "./api.js";
import { byId, el } from "./dom.js";
import { drawLanguage, drawMenu, drawPeople, drawTheme } from "./header.js";
import { startLinkIn, startOf } from "./links.js";
import { drawNumbers } from "./numbers.js";
import { alertBox, ask, toast, toastFailure } from "./overlay.js";
import { Pane } from "./pane.js";
import { Phone } from "./phone.js";
import { Tabs } from "./tabs.js";
import { currentLanguage, pick, setLanguage, t } from "./texts.js";

const FIRST_USER = 5550002; // the sandbox's operator, until its state says who else there is
const KEPT_USER = "pbx-chat.user"; // of this tab alone: two tabs can be two people
const KEPT_LANGUAGE = "pbx-chat.language";
const PANE_KEYS = { Digit1: "private", Digit2: "group", Digit3: "phone" };

const app = { user: null, state: null, anew: true, stream: null };
const tabs = new Tabs();
const actions = { isMine, onSend, onAttach, onPress, onShare, onContact, startLink, onStart };
const panes = {
  private: new Pane(byId("private"), actions),
  group: new Pane(byId("group"), actions),
};
const phone = new Phone({ onAct: api.phone });
byId("desk").prepend(phone.node);

function isMine(message) {
  return message.from?.id === app.user;
}

function onSend(chatId, message) {
  return api.send({ user: app.user, chat_id: chatId, ...message });
}

function onAttach(chatId, { file, ...message }, watch) {
  return api.attach({ user: app.user, chat_id: chatId, ...message }, file, watch);
}

async function onPress(message, data) {
  try {
    const body = { user: app.user, chat_id: message.chat_id, message_id: message.id, data };
    const { answered, text, alert, url } = await api.press(body);
    if (!answered) toast(t("unanswered"));
    else if (text && alert) await alertBox(text);
    else if (text) toast(text);
    if (url) openAddress(url);
  } catch (error) {
    toastFailure(error);
  }
}

function onShare(message, requestId, sharedChatId) {
  const { chat_id, id: message_id } = message;
  return api.share({ user: app.user, chat_id, message_id, request_id: requestId, shared_chat_id: sharedChatId });
}

function onContact({ chat_id, id: message_id }) {
  return api.contact({ user: app.user, chat_id, message_id });
}

/** Be this person: their state, their stream. */
function become(user) {
  app.stream?.stop();
  app.user = user;
  app.anew = true;
  byId("panes").ariaBusy = "true";
  sessionStorage.setItem(KEPT_USER, user);
  if (app.state) drawPeople(app.state.users, user, become);
  app.stream = api.follow(user, { onState, onEvent, onLost: () => showLost(true) });
}

function onState(state) {
  app.state = state;
  showLost(false);
  setLanguage(localStorage.getItem(KEPT_LANGUAGE) ?? state.me.language);
  tellLanguage();
  if (app.anew) tabs.clearCounts();
  drawAll((chat) => state.messages[chat.id] ?? [], app.anew);
  app.anew = false;
  byId("panes").ariaBusy = "false";
}

function onEvent(type, data) {
  if (type === "phone") return showCall(data);
  if (type === "commands") {
    Object.assign(app.state.commands, data);
    eachChat((pane, chat) => pane.setCommands(commandsOf(chat)));
    return;
  }
  // Joined a group, or its id changed: only a fresh state knows the chat.
  if (!app.state.chats.some((chat) => chat.id === data.chat_id)) return app.stream.refresh();
  const entry = Object.entries(panes).find(([, pane]) => pane.chat?.id === data.chat_id);
  if (!entry) return;
  const [name, pane] = entry;
  if (type === "delete") pane.drop(data.id);
  else if (pane.put(data) && !isMine(data)) tabs.count(name);
}

function showCall(view) {
  app.state.phone = view;
  phone.show(view);
  tabs.setCall(phone.call?.state ?? null);
}

function eachChat(act) {
  for (const pane of Object.values(panes)) if (pane.chat) act(pane, pane.chat);
}

const chatOf = (kind) => app.state.chats.find((chat) => chat.kind === kind) ?? null;
const commandsOf = (chat) => app.state.commands[chat.id] ?? [];

function drawAll(messagesOf, anew) {
  const { state, user } = app;
  const who = pick(state.users.find((each) => each.id === user).name);
  for (const [kind, pane] of Object.entries(panes)) {
    const chat = chatOf(kind);
    const messages = chat ? messagesOf(chat, pane) : [];
    const commands = chat ? commandsOf(chat) : [];
    pane.show({ chat, chats: state.chats, who, messages, commands, suggestions: suggest(kind), anew, user });
  }
  tabs.setTitles({ private: panes.private.name(), group: panes.group.name(), phone: t("phone_tab") });
  drawNumbers(byId("numbers"), state, tryCommand);
  showCall(state.phone);
  drawPeople(state.users, user, become);
  drawLanguage(changeLanguage);
  drawTheme();
  drawMenu(state.faults, { onFaults: changeFaults, onReset: resetSandbox });
}

/** Three things to say into an empty chat. */
function suggest(kind) {
  const { me, numbers } = app.state;
  const first = kind === "group" && me.role === "admin" ? "/notify" : "/start";
  return [first, numbers[0].command, "/status"];
}

function changeLanguage(code) {
  localStorage.setItem(KEPT_LANGUAGE, code);
  setLanguage(code);
  tellLanguage();
  drawAll((chat, pane) => pane.inOrder(), false);
}

/** The sandbox names people and commands in a person's language: told, it is asked anew. */
function tellLanguage() {
  const code = currentLanguage();
  if (app.state.me.language === code) return;
  app.state.me.language = code;
  api.setLanguage(app.user, code).then(app.stream.refresh, toastFailure);
}

async function changeFaults(faults) {
  try {
    await api.setFaults(faults);
    app.state.faults = faults;
  } catch (error) {
    toastFailure(error);
  }
  drawMenu(app.state.faults, { onFaults: changeFaults, onReset: resetSandbox });
}

async function resetSandbox() {
  byId("menu").hidePopover();
  const choices = [{ label: t("reset_yes"), value: true, kind: "danger" }, { label: t("cancel"), value: null }];
  if (await ask(t("reset_ask"), choices)) await api.reset().catch(toastFailure);
}

function tryCommand(command) {
  goTo("private");
  panes.private.composer.put(command);
}

function goTo(name) {
  tabs.bringForward(name);
  if (name === "phone") phone.focus();
  else if (panes[name].chat?.can_write) panes[name].composer.focus();
}

function showLost(isLost) {
  byId("lost").hidden = !isLost;
  byId("lost").textContent = isLost ? t("lost") : "";
}

function startLink(text) {
  return startLinkIn(text, app.state.bot.username);
}

/** The chat with the bot, started as a link says; rejects when that was not sent. */
async function onStart(payload) {
  goTo("private");
  if (payload) await onSend(app.user, { text: `/start ${payload}` });
}

/** The bot's own link is opened here; false for any other. */
function openOwnLink(address) {
  const payload = startOf(address, app.state.bot.username);
  if (payload !== null) onStart(payload).catch(toastFailure);
  return payload !== null;
}

function openAddress(url) {
  const link = el("a", { href: url, target: "_blank", rel: "noopener noreferrer" });
  if (["http:", "https:"].includes(link.protocol) && !openOwnLink(link.href)) link.click();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href]");
  if (link && openOwnLink(link.href)) event.preventDefault();
});

// Beside the panes a dropped file would have the browser leave the page.
for (const type of ["dragover", "drop"]) document.addEventListener(type, (event) => event.preventDefault());

byId("phone").addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey || !phone.takeKey(event)) return;
  event.preventDefault();
});

document.addEventListener("keydown", (event) => {
  if (!event.altKey || event.ctrlKey || event.metaKey || !(event.code in PANE_KEYS)) return;
  event.preventDefault();
  goTo(PANE_KEYS[event.code]);
});

setLanguage(localStorage.getItem(KEPT_LANGUAGE) ?? "vi");
drawTheme();
become(Number(sessionStorage.getItem(KEPT_USER)) || FIRST_USER);
