// Turns a message's text and its entities (UTF-16 offsets, as Telegram counts) into DOM nodes.
// Entities may nest or overlap: blocks stay whole, what crosses them is cut at their edges.

import { el } from "./dom.js";
import { addressesIn, safeAddress } from "./links.js";
import { copy } from "./overlay.js";
import { withSigns } from "./signs.js";
import { t } from "./texts.js";

const plain = (spec) => () => {
  const node = el(spec);
  return { node, hole: node };
};

const MAKERS = {
  blockquote: plain("blockquote"),
  expandable_blockquote: fold,
  pre: plain("pre"),
  bold: plain("b"),
  italic: plain("i"),
  underline: plain("u"),
  strikethrough: plain("s"),
  code,
  spoiler,
  text_link: link,
};
// In these an address stays text: it is a link already, or there to be copied.
const CLOSED = new Set(["text_link", "code", "pre"]);
const BLOCKS = new Set(["blockquote", "expandable_blockquote", "pre"]);

/** The text as one fragment. Entities of unknown kinds, or out of range, leave their text plain. */
export function richText(text, entities) {
  const spans = [...entities, ...links(text, entities)]
    .filter((entity) => entity.type in MAKERS && entity.length > 0)
    .map((entity) => ({ ...entity, end: entity.offset + entity.length, block: BLOCKS.has(entity.type) }))
    .sort((a, b) => b.block - a.block || a.offset - b.offset || b.end - a.end);
  const edges = [0, text.length, ...spans.flatMap((span) => [span.offset, span.end])]
    .filter((edge) => edge >= 0 && edge <= text.length);
  const cuts = [...new Set(edges)].sort((a, b) => a - b);
  const blockEnds = new Set(spans.filter((span) => span.block).map((span) => span.end));

  const root = document.createDocumentFragment();
  const open = [{ span: null, hole: root }];
  for (let i = 0; i + 1 < cuts.length; i += 1) {
    const [from, to] = [cuts[i], cuts[i + 1]];
    const wanted = spans.filter((span) => span.offset <= from && span.end >= to);
    let kept = 0;
    while (kept < wanted.length && open[kept + 1]?.span === wanted[kept]) kept += 1;
    open.length = kept + 1;
    for (const span of wanted.slice(kept)) {
      const { node, hole } = MAKERS[span.type](span);
      open.at(-1).hole.append(node);
      open.push({ span, hole });
    }
    // A block ends its own line, the newline after it would draw a second one.
    const swallowed = blockEnds.has(from) && text[from] === "\n" ? 1 : 0;
    open.at(-1).hole.append(...withSigns(text.slice(from + swallowed, to)));
  }
  return root;
}

function links(text, entities) {
  const closed = entities.filter((entity) => CLOSED.has(entity.type));
  return addressesIn(text)
    .filter(({ offset, length }) => !closed.some((other) => other.offset < offset + length && offset < other.offset + other.length))
    .map((place) => ({ ...place, type: "text_link" }));
}

function link({ url }) {
  const href = safeAddress(url);
  const node = href === null ? el("span") : el("a", { href, target: "_blank", rel: "noopener noreferrer", tabindex: -1 });
  return { node, hole: node };
}

function code() {
  const node = el("code", { role: "button", tabindex: -1, title: t("copy") });
  node.addEventListener("click", () => copy(node.textContent));
  return { node, hole: node };
}

function spoiler() {
  const node = el("span.spoiler", { role: "button", tabindex: -1, title: t("reveal") });
  node.addEventListener("click", () => node.classList.add("open"));
  return { node, hole: node };
}

const foldWatch = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    const quote = target.parentNode;
    if (quote.classList.contains("open")) continue;
    quote.classList.toggle("folds", target.scrollHeight > target.clientHeight + 1);
  }
});

function fold() {
  const hole = el("div.folded");
  const more = el("button.more", { type: "button", "aria-expanded": "false" }, t("more"));
  const node = el("blockquote.fold", {}, hole, more);
  more.addEventListener("click", () => openFold(node, !node.classList.contains("open")));
  foldWatch.observe(hole);
  return { node, hole };
}

/** Open or fold an expandable quote. */
export function openFold(node, open) {
  const more = node.querySelector(":scope > .more");
  node.classList.toggle("open", open);
  node.classList.toggle("folds", true);
  more.setAttribute("aria-expanded", String(open));
  more.textContent = t(open ? "less" : "more");
}
