// The phone at the far end of a call: it rings, lights up the words as they are read, and its keys
// really press. It reckons by the sandbox's clock, so that a reload in the middle changes nothing.

import { el, same } from "./dom.js";
import { toastFailure } from "./overlay.js";
import { icon, spoken, withSigns } from "./signs.js";
import { length, localise, name, pick, t } from "./texts.js";
import { Voice } from "./voice.js";

const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#"];
const DOWN_MS = 150;
const LEAST_MS = 40;
const SIGNS = { dialling: "⏳", ringing: "📞", answered: "🔊" };
// How a call ends that nobody answered: its Q.850 name, then our words for it.
const CAUSES = {
  USER_BUSY: "ended_busy",
  NO_ANSWER: "ended_no_answer",
  CALL_REJECTED: "ended_declined",
  UNALLOCATED_NUMBER: "ended_no_number",
  SUBSCRIBER_ABSENT: "ended_unreachable",
  NETWORK_OUT_OF_ORDER: "ended_network",
};

export class Phone {
  /** `onAct(callId, act, key)` rejects when it was not done. */
  constructor({ onAct }) {
    this.onAct = onAct;
    this.call = null;
    this.ahead = 0;
    this.timer = null;
    this.words = [];
    this.isActing = false;
    this.voice = new Voice();
    this.sound = el("button.sound-key", { type: "button", onclick: () => this.toggleSound() });
    this.number = el("p.callee", { id: "phone-number" });
    this.doing = el("span", { id: "phone-state" });
    this.time = el("span", { role: "timer" });
    this.caller = el("p.quiet");
    this.script = el("div.script", { tabindex: 0, role: "group", "data-label": "script" });
    this.answers = el("div.answers", {}, this.button("answer", "go"), this.button("reject", "danger"));
    this.pad = el("div.pad", { role: "group", "data-label": "pad" }, KEYS.map((key) => this.padKey(key)));
    this.hang = this.button("hang_up", "danger");
    this.hint = el("p.quiet");
    this.news = el("p.unseen", { "aria-live": "polite" });
    this.node = el("div.handset", { tabindex: 0, role: "group", "aria-labelledby": "phone-number phone-state" },
      this.sound, this.number, el("p.doing", {}, this.doing, this.time), this.caller, this.script, this.answers, this.pad, this.hang, this.hint, this.news);
    this.node.voice = this.voice;
    new ResizeObserver(() => this.follow()).observe(this.script);
    this.show(null);
  }

  button(act, kind) {
    return el(`button.key.${kind}`, { type: "button", "data-text": act, onclick: () => this.act(act) });
  }

  padKey(key) {
    return el("button.pad-key", { type: "button", "data-key": key, onclick: () => this.act("press", key) }, key);
  }

  /** Show this call, or none; `null` and `{}` are none. */
  show(view) {
    const before = this.call;
    this.call = view?.call_id ? view : null;
    if (this.call && this.call !== before) this.ahead = view.now - Date.now() / 1000;
    localise(this.node);
    this.draw();
    if (this.call) this.tell(before);
  }

  /** What has changed since, for those who do not see it; a new call comes into sight. */
  tell(before) {
    const { call_id: id, state, pressed, callee } = this.call;
    const isNew = before?.call_id !== id;
    if (isNew) this.node.parentNode.scrollTop = 0;
    if (isNew || before.state !== state) this.news.textContent = `${callee} ${spoken(this.says())}`;
    else if (before.pressed !== pressed) this.news.textContent = t("pressed", { key: pressed });
  }

  draw() {
    const { call } = this;
    this.drawSound();
    const hadFocus = this.node.contains(document.activeElement);
    const isAnswered = call?.state === "answered";
    this.node.dataset.state = call?.state ?? "idle";
    this.number.textContent = call ? call.callee : t("idle");
    this.doing.replaceChildren(...(call ? withSigns(this.says()) : []));
    this.caller.textContent = call ? this.callerLine(call) : t("idle_hint");
    this.drawScript(call?.answered_at ? call.words : []);
    this.answers.hidden = call?.state !== "ringing";
    this.pad.hidden = this.hang.hidden = !isAnswered;
    this.drawPad(call);
    this.hint.textContent = this.hintLine(call);
    this.hint.hidden = this.hint.textContent === "";
    this.tick();
    if (hadFocus && document.activeElement.closest("[hidden]")) this.focus();
  }

  callerLine({ caller, waiting }) {
    const others = waiting ? ` · ${t("other_calls", { n: waiting })}` : "";
    return t("called_by", { caller }) + others;
  }

  hintLine(call) {
    if (call?.state !== "ringing" && call?.state !== "dialling") return "";
    return call.by_hand ? t("by_hand") : t("by_itself", { plays: pick(call.plays) });
  }

  drawScript(words) {
    this.script.hidden = words.length === 0;
    const differs = words.findIndex((word, i) => !same(word, this.words[i]));
    const kept = differs < 0 ? words.length : differs;
    while (this.script.childNodes.length > 2 * kept) this.script.lastChild.remove();
    const gap = (word, i) => (word.first && i > 0 ? "\n" : " ");
    this.script.append(...words.flatMap((word, i) => (i < kept ? [] : [gap(word, i), el(word.filled ? "b" : "span", {}, word.text)])));
    this.words = words;
  }

  drawPad(call) {
    const said = new Map((call?.keys ?? []).map(({ num, content }) => [num, content]));
    for (const key of this.pad.children) {
      const num = key.dataset.key;
      key.classList.toggle("offered", said.has(num));
      key.ariaPressed = String(call?.pressed === num);
      key.ariaDisabled = String(!call?.can.includes("press"));
      name(key, said.has(num) ? `${num}: ${said.get(num)}` : num);
    }
  }

  /** The switch of the voice, where there is one. */
  drawSound() {
    const { isOn } = this.voice;
    this.sound.hidden = !this.call?.sounds?.length;
    this.sound.ariaPressed = String(isOn);
    name(this.sound, t(isOn ? "sound_off" : "sound_on"));
    this.sound.replaceChildren(icon(isOn ? "sound" : "silent"));
  }

  toggleSound() {
    this.voice.toggle();
    this.drawSound();
    this.tick();
  }

  /** What the clock has come to, and when it comes to the next. */
  tick() {
    clearTimeout(this.timer);
    const { call } = this;
    const isGoing = call?.state === "ringing" || call?.state === "answered";
    const now = this.now();
    this.time.textContent = isGoing ? ` · ${length(now - call.since)}` : "";
    if (call?.answered_at) this.light(now);
    if (!isGoing) return this.voice.stop();
    const nextSecond = 1 - ((now - call.since) % 1);
    const nextWord = this.words.map(({ at }) => call.answered_at + at - now).find((wait) => wait > 0);
    this.timer = setTimeout(() => this.tick(), Math.max(1000 * Math.min(nextSecond, nextWord ?? 1), LEAST_MS));
  }

  /** The clock of the sandbox, in Unix seconds. */
  now() {
    return Date.now() / 1000 + this.ahead;
  }

  says() {
    const { state, pressed, answered_at: answered, ended_at: ended, hangup_cause: cause } = this.call;
    if (state in SIGNS) return `${SIGNS[state]} ${t(state)}`;
    if (!answered) return t(CAUSES[cause] ?? "ended_other", { cause });
    const time = length(ended - answered);
    return pressed ? t("ended_pressed", { time, key: pressed }) : t("ended_answered", { time });
  }

  light(now) {
    const { answered_at: answered, ended_at: ended, script_seconds: seconds } = this.call;
    const heard = (ended ?? now) - answered;
    const last = this.words.findLastIndex(({ at }) => at <= heard);
    const isSilent = ended !== null || heard >= seconds;
    this.voice.follow(this.call, heard, isSilent);
    const follows = this.isInSight(this.reading);
    [...this.script.children].forEach((word, i) => {
      const light = i > last ? "" : i === last && !isSilent ? "now" : "said";
      if (word.className !== light) word.className = light;
    });
    this.reading = this.script.children[last] ?? null;
    if (follows) this.follow();
  }

  /** A word that nobody has scrolled away from. */
  isInSight(word) {
    if (!word?.isConnected) return true;
    const { scrollTop, clientHeight } = this.script;
    return word.offsetTop + word.offsetHeight > scrollTop && word.offsetTop < scrollTop + clientHeight;
  }

  /** The line that is read comes under the one before it. */
  follow() {
    if (this.isInSight(this.reading)) return;
    const line = parseFloat(getComputedStyle(this.script).lineHeight);
    this.script.scrollTop = (Math.floor(this.reading.offsetTop / line) - 1) * line;
  }

  async act(act, key) {
    if (this.isActing || !this.call?.can.includes(act)) return;
    this.isActing = true;
    this.showDown(key);
    try {
      await this.onAct(this.call.call_id, act, key);
    } catch (error) {
      toastFailure(error);
    } finally {
      this.isActing = false;
    }
  }

  showDown(key) {
    const button = [...this.pad.children].find((each) => each.dataset.key === key);
    button?.classList.add("down");
    setTimeout(() => button?.classList.remove("down"), DOWN_MS);
  }

  /** Keys pressed while the pane has the focus; true for those that are the phone's. */
  takeKey({ key, target }) {
    if (KEYS.includes(key)) this.act("press", key);
    else if (key === "Enter" && target === this.node) this.act("answer");
    else return false;
    return true;
  }

  focus() {
    this.node.focus({ preventScroll: true });
  }
}
