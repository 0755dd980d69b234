// Keeps a page up to date while its author writes: `tagwerk serve --watch` adds this script to what it serves, and to
// nothing that it writes. The server tells how the page looks now; this compares it with what is shown. The browser
// itself keeps the place to which the page was scrolled when it is loaded again.
(() => {
  "use strict";
  const script = document.currentScript;
  let styles = script.dataset.styles;
  let shown = "[]"; // the problems on display
  let source = null;
  let panel = null;

  const sheets = () => [...document.querySelectorAll("link[rel~=stylesheet]")].filter((link) => !link.dataset.leaving);

  // The new sheet takes the place of the old one once it is there, so that the page never stands without.
  const exchange = (link, address) => {
    const next = link.cloneNode();
    next.href = address;
    link.dataset.leaving = "";
    next.onload = next.onerror = () => link.remove();
    link.after(next);
  };

  const restyle = (wanted) => {
    const before = styles.split(" ");
    const after = wanted.split(" ");
    const links = sheets();
    if (after.length !== before.length || after.length !== links.length) return location.reload();
    after.forEach((address, number) => address === before[number] || exchange(links[number], address));
    styles = wanted;
  };

  const element = (name, text, ...children) => {
    const made = document.createElement(name);
    made.append(...(text ? [text] : []), ...children);
    return made;
  };

  const described = (problem) => {
    const lines = problem.source.map(([number, text]) => {
      const line = element("span", `${String(number).padStart(5)}  ${text}\n`);
      if (number === problem.line) line.className = "here";
      return line;
    });
    const item = element("li", "", element("b", `${problem.path}:${problem.line}`), element("p", problem.message));
    if (problem.hint) item.append(element("p", `→ ${problem.hint}`));
    if (lines.length) item.append(element("pre", "", ...lines));
    return item;
  };

  const LOOK = `
    :host { all: initial; position: fixed; inset: auto 0 0 0; z-index: 2147483647; display: block; max-height: 75vh;
      overflow: auto; box-sizing: border-box; padding: 1rem 1.5rem; background: #20262b; color: #f3f5f4;
      border-top: 4px solid #d9534f; font: 16px/1.45 system-ui, sans-serif; color-scheme: dark }
    h1 { font-size: 1.125rem; margin: 0 }
    button { float: right; font: inherit }
    ol { margin: 0.75rem 0 0; padding-left: 1.5rem }
    li { margin-top: 0.75rem }
    b, p { overflow-wrap: anywhere }
    p { margin: 0.125rem 0 }
    pre { margin: 0.375rem 0; padding: 0.5rem 0; overflow: auto; background: #13171a; font: 14px/1.5 monospace }
    span { display: block }
    .here { background: #5c2b29 }`;

  const show = (problems) => {
    const text = JSON.stringify(problems);
    if (text === shown) return;
    shown = text;
    panel?.remove();
    panel = null;
    if (!problems.length) return;
    panel = document.createElement("tagwerk-problems");
    const root = panel.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet(); // which a Content Security Policy lets pass, unlike <style>
    sheet.replaceSync(LOOK);
    root.adoptedStyleSheets = [sheet];
    const hide = element("button", "Hide");
    hide.onclick = () => panel.remove();
    const count = problems.length === 1 ? "A problem" : `${problems.length} problems`;
    const title = element("h1", `${count}. The page is as it was built last.`);
    title.setAttribute("role", "alert");
    root.append(hide, title, element("ol", "", ...problems.map(described)));
    document.documentElement.append(panel);
  };

  const hear = (event) => {
    const told = JSON.parse(event.data);
    if (told.version !== script.dataset.version) return location.reload();
    if (told.styles !== styles) restyle(told.styles);
    show(told.problems);
  };

  // A browser keeps six connections to a server, so a page that nobody sees keeps none.
  const listen = () => {
    source?.close();
    source = null;
    if (document.hidden) return;
    source = new EventSource(`/.tagwerk/events?page=${encodeURIComponent(location.pathname)}`);
    source.onmessage = hear;
    source.onerror = () => source?.readyState === EventSource.CLOSED && setTimeout(listen, 2000);
  };

  document.addEventListener("visibilitychange", listen);
  addEventListener("pagehide", () => source?.close());
  addEventListener("pageshow", (event) => event.persisted && listen());
  listen();
})();
