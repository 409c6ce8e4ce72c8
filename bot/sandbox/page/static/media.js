// A message's file in its bubble: a photo whose place is kept until it is there, a player for sound,
// a line to save anything else by.

import { el } from "./dom.js";
import { icon } from "./signs.js";
import { bytes, length, t } from "./texts.js";

const PHOTO_WIDTH = 380;
const PHOTO_HEIGHT = 320;
const MAKERS = { photo, audio: sound, voice: sound, document: saved };

export const mediaOf = (attachment) => MAKERS[attachment.kind](attachment);

/** A message in a line: what it says, else what it carries. */
export const gist = (text, kind) => text.split("\n", 1)[0] || (kind ? t(`kind_${kind}`) : "");

function photo({ url, width, height }) {
  const scale = Math.min(1, PHOTO_WIDTH / width, PHOTO_HEIGHT / height);
  const size = { width: Math.round(width * scale), height: Math.round(height * scale) };
  const image = el("img", { src: url, alt: t("kind_photo"), decoding: "async", ...size });
  return el("a.photo", { href: url, target: "_blank", rel: "noopener noreferrer", tabindex: -1, title: t("open_photo") }, image);
}

function sound(attachment) {
  const { kind, url, duration } = attachment;
  const label = kind === "voice" ? t("kind_voice") : attachment.name || t("kind_audio");
  const player = el("audio", { src: url, controls: true, preload: "metadata", tabindex: -1, "aria-label": label });
  const facts = [duration && length(duration), bytes(attachment.size)].filter(Boolean).join(" · ");
  return el("div.sound", {}, el("p.file-name", {}, el("span", {}, label), el("small", {}, facts)), player);
}

function saved({ name, size, url }) {
  const label = name || t("kind_document");
  return el("a.saved", { href: url, download: label, tabindex: -1, title: t("save", { name: label }) },
    icon("file"), el("span", {}, el("b", {}, label), el("small", {}, bytes(size))));
}
