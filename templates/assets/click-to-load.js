// Gives each card of foreign content a button, and lets the content in when its reader asks for it.
"use strict";
for (const card of document.querySelectorAll(".click-to-load[data-src]")) {
  if (!card.dataset.src.startsWith("https://")) continue;
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = card.dataset.label || "Video laden";
  button.addEventListener("click", () => {
    const frame = document.createElement("iframe");
    frame.src = card.dataset.src;
    frame.title = card.dataset.title || new URL(frame.src).hostname;
    frame.allowFullscreen = true;
    frame.referrerPolicy = "strict-origin-when-cross-origin";
    card.replaceChildren(frame);
    frame.focus();
  });
  card.append(button);
}
