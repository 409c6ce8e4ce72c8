// The eight signs of the cards and the page's own icons, as drawings: a browser without an
// emoji font shows empty boxes for most of them. Each sign reads aloud as its word.

import { drawing, el } from "./dom.js";
import { pick } from "./texts.js";

const DOT = "v.01";
const SIGNS = {
  "⏳": { tone: "wait", word: { vi: "đang chờ", en: "waiting" }, paths: ["M5 3h14M5 21h14M7 3v3.5l5 5.5 5-5.5V3M7 21v-3.5l5-5.5 5 5.5V21"] },
  "📞": { tone: "live", word: { vi: "đổ chuông", en: "ringing" }, paths: ["M6.5 3.5h3L11 8 8.8 9.6a12 12 0 0 0 5.6 5.6L16 13l4.5 1.5v3a2.5 2.5 0 0 1-2.5 2.5C10.3 20 4 13.7 4 6a2.5 2.5 0 0 1 2.5-2.5z"] },
  "🔊": { tone: "live", word: { vi: "đang nghe", en: "on the line" }, paths: ["M4 9.5v5h3.5L12 19V5L7.5 9.5z", "M15.5 9a4.2 4.2 0 0 1 0 6", "M18.5 6a8.5 8.5 0 0 1 0 12"] },
  "✅": { tone: "ok", word: { vi: "nghe máy", en: "answered" }, paths: ["M5.5 3.5h13a2 2 0 0 1 2 2v13a2 2 0 0 1-2 2h-13a2 2 0 0 1-2-2v-13a2 2 0 0 1 2-2z", "M7.5 12.3l3.2 3.2 5.8-6.5"] },
  "🔸": { tone: "mid", word: { vi: "chưa gặp", en: "not reached" }, paths: ["M12 4l8 8-8 8-8-8z"] },
  "❌": { tone: "bad", word: { vi: "lỗi", en: "failed" }, paths: ["M5.5 5.5l13 13M18.5 5.5l-13 13"] },
  "❓": { tone: "ask", word: { vi: "chưa rõ", en: "unknown" }, paths: ["M8 8.5a4 4 0 1 1 6 3.5c-1.5.9-2 1.7-2 3", `M12 19.3${DOT}`] },
  "⚠": { tone: "warn", word: { vi: "chú ý", en: "look first" }, paths: ["M12 3.5L22 20.5H2z", "M12 10v4.5", `M12 17.5${DOT}`] },
};

const ICONS = {
  bell: ["M6 10a6 6 0 0 1 12 0c0 5 2 6 2 7H4c0-1 2-2 2-7zM10 20.5h4"],
  close: ["M6 6l12 12M18 6L6 18"],
  dark: ["M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5z"],
  down: ["M12 4v15M5.5 12.5L12 19l6.5-6.5"],
  light: ["M12 8a4 4 0 1 1 0 8 4 4 0 0 1 0-8z", "M12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M5.3 18.7l1.4-1.4M17.3 6.7l1.4-1.4"],
  link: ["M9 6h9v9M18 6L6 18"],
  options: ["M4 7h7M17 7h3M4 17h3M13 17h7", "M14 4.5a2.5 2.5 0 1 1 0 5 2.5 2.5 0 0 1 0-5z", "M10 14.5a2.5 2.5 0 1 1 0 5 2.5 2.5 0 0 1 0-5z"],
  phone: ["M7 2.5h10a1.5 1.5 0 0 1 1.5 1.5v16a1.5 1.5 0 0 1-1.5 1.5H7A1.5 1.5 0 0 1 5.5 20V4A1.5 1.5 0 0 1 7 2.5z", `M9.5 8${DOT}M14.5 8${DOT}M9.5 12.5${DOT}M14.5 12.5${DOT}M12 17.5${DOT}`],
  clip: ["M20 11.5l-8.2 8.2a5 5 0 0 1-7.1-7.1l8.6-8.6a3.4 3.4 0 0 1 4.8 4.8l-8.6 8.6a1.7 1.7 0 0 1-2.4-2.4l7.8-7.8"],
  file: ["M6.5 2.5H14l4.5 4.5v13a1.5 1.5 0 0 1-1.5 1.5H6.5A1.5 1.5 0 0 1 5 20V4a1.5 1.5 0 0 1 1.5-1.5z", "M13.5 3v4.5H18"],
  sound: ["M4 9.5v5h3.5L12 19V5L7.5 9.5z", "M15.5 9a4.2 4.2 0 0 1 0 6", "M18.5 6a8.5 8.5 0 0 1 0 12"],
  silent: ["M4 9.5v5h3.5L12 19V5L7.5 9.5z", "M16 9.5l5 5M21 9.5l-5 5"],
  paste: ["M8.5 4.5H6a1.5 1.5 0 0 0-1.5 1.5v14A1.5 1.5 0 0 0 6 21.5h12a1.5 1.5 0 0 0 1.5-1.5V6A1.5 1.5 0 0 0 18 4.5h-2.5", "M9 2.5h6v4H9z", "M8.5 11.5h7M8.5 16h7"],
  reply: ["M10 5l-6.5 6L10 17v-3.8c5 0 8 1.3 10.5 5-.5-5.5-4-9-10.5-9.5z"],
  slash: ["M15.5 4l-7 16"],
  copy: ["M9 8.5h9.5a1 1 0 0 1 1 1V20a1 1 0 0 1-1 1H9a1 1 0 0 1-1-1V9.5a1 1 0 0 1 1-1z", "M5 16V4.5a1 1 0 0 1 1-1h9.5"],
  auto: ["M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17z", "M12 3.5v17a8.5 8.5 0 0 0 0-17z"],
};

// A sign and its item stay on one line: up to the next " · " or line end when that is short, else
// the first word.
const SIGN = /(⏳|📞|🔊|✅|🔸|❌|❓|⚠)\uFE0F?([^\n·]{0,24}(?=\s·|\n|$)|\s?\S{0,24}(?!\S)|)/gu;
const OUTCOMES = /^(✅|🔸|❌|❓|⚠)/u;

/** Text as nodes: each sign drawn, and kept on one line with its item. */
export function withSigns(text) {
  const nodes = [];
  let from = 0;
  for (const match of text.matchAll(SIGN)) {
    const [whole, sign, item] = match;
    nodes.push(text.slice(from, match.index), el("span.item", {}, drawSign(sign), item));
    from = match.index + whole.length;
  }
  nodes.push(text.slice(from));
  return nodes.filter((node) => node !== "");
}

/** The same text for ears: the word that a sign stands for always follows it. */
export const spoken = (text) => text.replace(SIGN, (_, sign, item) => item).trim();

/** Whether a card's first line says how a call ended, and not that it goes on. */
export const isOutcome = (text) => OUTCOMES.test(text);

export const icon = (name, label = null) => drawing(`icon ${name}`, ICONS[name], label);

function drawSign(sign) {
  const { tone, word, paths } = SIGNS[sign];
  return drawing(`sign ${tone}`, paths, pick(word));
}
