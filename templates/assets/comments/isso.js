// Isso: https://isso-comments.de/docs/reference/client-config/
"use strict";
offerComments("isso", (place, data) => {
  const thread = document.createElement("section");
  thread.id = "isso-thread";
  thread.dataset.issoId = data.thread;
  thread.dataset.title = data.title;
  place.append(thread);
  return loadScript(place, `${data.server}/js/embed.min.js`, {
    "data-isso": `${data.server}/`,
    "data-isso-lang": data.language,
    "data-isso-css": "false",
    "data-isso-avatar": "false",
    "data-isso-vote": "false",
  });
});
