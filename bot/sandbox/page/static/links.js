// Web addresses in texts, and those among them that are the bot's own: t.me/<bot>?start=<payload>.
// It only reads; opening them is main's affair.

const ADDRESS = /\b(?:https?:\/\/|(?:t|telegram)\.me\/)[^\s<>"]+/gi;
const AFTER = /[.,;:!?…)\]}'’”»]+$/;
const HOSTS = ["t.me", "telegram.me"];
const PAYLOAD = /^[\w-]{1,64}$/;

/** The address as it may be opened: http and https only, everything else is null. */
export function safeAddress(url) {
  try {
    const address = new URL(url);
    return ["http:", "https:"].includes(address.protocol) ? address.href : null;
  } catch {
    return null;
  }
}

/** Where addresses stand in a text: `{offset, length, url}`, without the point that ends a sentence. */
export const addressesIn = (text) => [...text.matchAll(ADDRESS)].map(({ 0: found, index }) => {
  const address = found.replace(AFTER, "");
  const url = /^https?:/i.test(address) ? address : `https://${address}`;
  return { offset: index, length: address.length, url };
});

/** What a link to this bot starts it with, "" for nothing; null for any other link. */
export function startOf(address, username) {
  const { hostname, pathname, searchParams } = new URL(address);
  const path = pathname.replace(/\/$/, "").toLowerCase();
  if (!HOSTS.includes(hostname) || path !== `/${username.toLowerCase()}`) return null;
  const payload = searchParams.get("start") ?? "";
  return PAYLOAD.test(payload) ? payload : "";
}

/** The first link of a text that starts this bot: where it stands, and its payload; or null. */
export function startLinkIn(text, username) {
  for (const place of addressesIn(text)) {
    const payload = safeAddress(place.url) && startOf(place.url, username);
    if (payload) return { ...place, payload };
  }
  return null;
}
