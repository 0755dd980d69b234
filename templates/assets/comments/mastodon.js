// Replies to a toot: https://docs.joinmastodon.org/methods/statuses/#context
// Their HTML is foreign. It is parsed in a document that loads and runs nothing, and put together anew from text,
// links and a few plain elements.
"use strict";

const LEVELS = 3; // of replies that are shown one within another, as in archived comments
const KEPT = new Set(["P", "BR", "BLOCKQUOTE", "UL", "OL", "LI", "EM", "I", "STRONG", "B", "DEL", "CODE", "PRE"]);
const DROPPED = new Set(["SCRIPT", "STYLE", "TEMPLATE", "NOSCRIPT", "IFRAME", "OBJECT", "SVG", "MATH", "TITLE"]);

function element(name, content = [], attributes = {}) {
  const made = document.createElement(name);
  made.append(...[content].flat());
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

function webAddress(text) {
  try {
    const address = new URL(text);
    return ["https:", "http:"].includes(address.protocol) ? address.href : "";
  } catch {
    return "";
  }
}

function link(address, content, relation) {
  const href = webAddress(address);
  return href ? element("a", content, { href, rel: relation }) : element("span", content);
}

function clean(html) {
  return cleanNodes(new DOMParser().parseFromString(String(html ?? ""), "text/html").body);
}

function cleanNodes(parent) {
  return [...parent.childNodes].flatMap((node) => {
    if (node.nodeType === Node.TEXT_NODE) return [node.data];
    if (node.nodeType !== Node.ELEMENT_NODE || DROPPED.has(node.nodeName.toUpperCase())) return [];
    if (node.classList.contains("invisible")) return []; // the parts of an address that Mastodon hides
    const content = cleanNodes(node);
    if (node.nodeName === "A") return [link(node.getAttribute("href"), content, "nofollow ugc noopener")];
    if (KEPT.has(node.nodeName)) return [element(node.nodeName, content)];
    return node.classList.contains("ellipsis") ? [...content, "…"] : content;
  });
}

function moment(date, data) {
  const options = { timeZone: data.timezone, day: "numeric", month: "long", year: "numeric" };
  const day = new Intl.DateTimeFormat("de", options).format(date);
  const time = new Intl.DateTimeFormat("de", { timeZone: data.timezone, hour: "numeric", minute: "2-digit" });
  return `${day} um ${time.format(date).replace(/^0(?=\d)/, "")}\u202fUhr`;
}

function when(text, data) {
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? "" : element("time", moment(date, data), { datetime: date.toISOString() });
}

function nameOf(status) {
  return String(status.account?.display_name || status.account?.acct || "Jemand");
}

function attachments(status) {
  const count = Array.isArray(status.media_attachments) ? status.media_attachments.length : 0;
  const words = count === 1 ? "Ein Anhang auf Mastodon" : `${count} Anhänge auf Mastodon`;
  return count ? [element("p", link(status.url, words, "nofollow ugc noopener"))] : [];
}

function article(status, parent, data) {
  const name = element("b", link(status.account?.url, nameOf(status), "nofollow ugc noopener"));
  const text = [...clean(status.content), ...attachments(status)];
  const warning = status.spoiler_text ? [element("details", [element("summary", String(status.spoiler_text)), ...text])] : text;
  const where = link(status.url, "Link zu dieser Antwort", "nofollow ugc noopener");
  return element(
    "article",
    [
      element("p", [name, " schrieb am ", when(status.created_at, data), ":"], { class: "who" }),
      element("div", warning, { class: "body" }),
      element("p", parent ? [element("span", `Antwort auf ${nameOf(parent)}`), " ", where] : where, { class: "where" }),
    ],
    { class: "comment" },
  );
}

// The replies as items of a list; what is nested deeper than LEVELS stands beside its parent.
function items(status, parent, answers, level, data) {
  const item = element("li", article(status, parent, data));
  const below = (answers.get(status.id) ?? []).map((reply) => items(reply, status, answers, level + 1, data));
  if (level >= LEVELS) return [item, ...below.flat()];
  if (below.length) item.append(element("ol", below.flat()));
  return [item];
}

function thread(statuses, data) {
  const ordered = statuses.filter((status) => status?.id).sort((a, b) => (a.created_at < b.created_at ? -1 : 1));
  const known = new Map(ordered.map((status) => [status.id, status]));
  const answers = new Map();
  for (const status of known.values()) {
    const parent = known.get(status.in_reply_to_id);
    // An answer is younger than what it answers; what claims otherwise could go round in circles.
    const above = parent && parent.created_at < status.created_at ? parent.id : "";
    answers.set(above, [...(answers.get(above) ?? []), status]);
  }
  return element("ol", (answers.get("") ?? []).flatMap((status) => items(status, null, answers, 1, data)), { class: "thread" });
}

offerComments("mastodon", async (place, data) => {
  const answer = await fetch(`${data.server}/api/v1/statuses/${encodeURIComponent(data.status)}/context`, {
    credentials: "omit",
    referrerPolicy: "no-referrer",
    redirect: "error", // another host was not named in the notice
    headers: { Accept: "application/json" },
  });
  if (!answer.ok) throw new Error(answer.statusText);
  const { descendants } = await answer.json();
  if (!Array.isArray(descendants)) throw new Error("no replies");
  const count = descendants.length;
  const words = count === 0 ? "Noch keine Antworten" : count === 1 ? "Eine Antwort" : `${count} Antworten`;
  place.append(element("p", `${words} auf Mastodon`, { class: "count" }), thread(descendants, data));
});
