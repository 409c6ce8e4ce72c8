// The header's controls: who you are, language, theme, and the sandbox's own switches.
// They report what was chosen; the theme alone is kept here, in this browser.

import { byId, el } from "./dom.js";
import { icon } from "./signs.js";
import { currentLanguage, faultName, name, pick, t } from "./texts.js";

const KEPT_THEME = "pbx-chat.theme";
const THEMES = ["auto", "light", "dark"];
const SHOWN_PEOPLE = 3;
const SHORTCUTS = [
  ["Enter", "key_send"],
  ["/", "key_commands"],
  ["↑ ↓", "key_recall"],
  ["R", "key_reply"],
  ["Esc", "key_leave"],
  ["Alt 1 2 3", "key_panes"],
  ["0 … 9 * #", "key_phone"],
];
const STEPS = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 };

/** The radio group: the first three people, and whom one is besides; arrows move and choose at once. */
export function drawPeople(all, chosen, onChoose) {
  const group = byId("people");
  const users = all.filter(({ id }, i) => i < SHOWN_PEOPLE || id === chosen);
  const hadFocus = group.contains(document.activeElement);
  const radios = users.map((user) => el("button", {
    type: "button",
    role: "radio",
    "aria-checked": String(user.id === chosen),
    tabindex: user.id === chosen ? 0 : -1,
    onclick: () => onChoose(user.id),
  }, pick(user.name)));
  group.onkeydown = (event) => {
    if (!(event.key in STEPS)) return;
    event.preventDefault();
    const index = users.findIndex((user) => user.id === chosen) + STEPS[event.key];
    onChoose(users[(index + users.length) % users.length].id);
  };
  group.replaceChildren(...radios);
  if (hadFocus) group.querySelector("[aria-checked=true]")?.focus();
}

export function drawLanguage(onChange) {
  const now = currentLanguage();
  const codes = ["vi", "en"].map((code) => el(code === now ? "b" : "span", {}, code.toUpperCase()));
  byId("language").replaceChildren(...codes);
  byId("language").onclick = () => onChange(now === "vi" ? "en" : "vi");
}

export function drawTheme() {
  const kept = localStorage.getItem(KEPT_THEME);
  const theme = THEMES.includes(kept) ? kept : "auto";
  const button = byId("theme");
  document.documentElement.dataset.theme = theme;
  button.replaceChildren(icon(theme));
  name(button, t(`theme_${theme}`));
  button.onclick = () => {
    localStorage.setItem(KEPT_THEME, THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length]);
    drawTheme();
  };
}

/** The menu: fault switches as the sandbox has them now, reset, and the keys. */
export function drawMenu(faults, { onFaults, onReset }) {
  const legend = byId("faults").querySelector("legend");
  const names = Object.keys(faults);
  const switches = names.map((fault) => {
    const change = (event) => onFaults({ ...faults, [fault]: event.target.checked });
    const checked = faults[fault];
    const box = el("input", { type: "checkbox", role: "switch", name: fault, checked, onchange: change });
    return el("label.switch", {}, el("span", {}, faultName(fault)), box);
  });
  const focused = document.activeElement?.name;
  byId("faults").replaceChildren(legend, ...switches);
  if (names.includes(focused)) byId("faults").querySelector(`[name=${focused}]`).focus();
  byId("shortcuts").replaceChildren(...SHORTCUTS.flatMap(([keys, text]) => [
    el("dt", {}, ...keys.split(" ").map((key) => el("kbd", {}, key))), el("dd", {}, t(text))]));
  byId("reset").onclick = onReset;
  const isFaulty = names.some((fault) => faults[fault]);
  byId("options").classList.toggle("faulty", isFaulty);
  byId("options").replaceChildren(icon("options"));
  name(byId("options"), t(isFaulty ? "menu_faulty" : "menu"));
}
