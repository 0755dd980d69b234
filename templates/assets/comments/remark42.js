// Remark42: https://remark42.com/docs/configuration/frontend/
"use strict";
offerComments("remark42", (place, data) => {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const theme = () => (dark.matches ? "dark" : "light");
  const thread = document.createElement("div");
  thread.id = "remark42";
  place.append(thread);
  window.remark_config = {
    host: data.server,
    site_id: data.site,
    url: data.address,
    page_title: data.title,
    components: ["embed"],
    locale: data.language.split("-")[0],
    theme: theme(),
  };
  dark.addEventListener("change", () => window.REMARK42?.changeTheme(theme()));
  return loadScript(place, `${data.server}/web/embed.mjs`, { type: "module" });
});
