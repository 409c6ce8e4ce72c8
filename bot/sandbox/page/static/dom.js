// Builds DOM nodes. Text only ever becomes text nodes: nothing here or elsewhere parses HTML,
// so no message, name or label can bring markup with it.

/** `el("button.key", {type: "button", onclick: f}, ...children)`; null, undefined and false are left out. */
export function el(spec, props = {}, ...children) {
  const [tag, ...classes] = spec.split(".");
  const node = document.createElement(tag);
  node.classList.add(...classes);
  for (const [name, value] of Object.entries(props)) {
    if (!given(value)) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat().filter(given));
  return node;
}

/** A line drawing in a 24 × 24 box, hidden from screen readers unless it is given a label. */
export function drawing(className, paths, label = null) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", className);
  if (label === null) svg.setAttribute("aria-hidden", "true");
  else {
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", label);
  }
  for (const data of paths) {
    const path = document.createElementNS(space, "path");
    path.setAttribute("d", data);
    svg.append(path);
  }
  return svg;
}

export const byId = (id) => document.getElementById(id);

/** Structural equality of two values that came as JSON. */
export const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

export const calmMotion = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

const given = (value) => value !== null && value !== undefined && value !== false;
