// giscus: https://github.com/giscus/giscus/blob/main/ADVANCED-USAGE.md
"use strict";
offerComments("giscus", (place, data) => {
  const thread = document.createElement("div");
  thread.className = "giscus";
  place.append(thread);
  return loadScript(place, `${data.server}/client.js`, {
    crossorigin: "anonymous",
    "data-repo": data.repo,
    "data-repo-id": data.repoId,
    "data-category": data.category,
    "data-category-id": data.categoryId,
    "data-mapping": "specific",
    "data-term": data.term,
    "data-strict": "1",
    "data-reactions-enabled": "0",
    "data-emit-metadata": "0",
    "data-input-position": "bottom",
    "data-theme": "preferred_color_scheme",
    "data-lang": data.language.split("-")[0],
  });
});
