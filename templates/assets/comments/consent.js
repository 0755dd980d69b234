// Offers the comments of another service: a button below the notice that names it. Nothing is fetched before a click.
"use strict";

// `load` is given a place on the page and the notice's data; it says by a promise when the comments have come.
function offerComments(provider, load) {
  for (const offer of document.querySelectorAll(`[data-comments="${provider}"]`)) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = offer.dataset.label;
    const status = document.createElement("p");
    status.setAttribute("role", "status");
    button.addEventListener("click", async () => {
      if (status.dataset.loading) return;
      status.dataset.loading = "1";
      status.textContent = "Wird geladen …";
      const place = document.createElement("div");
      place.className = "loaded";
      place.tabIndex = -1;
      place.setAttribute("role", "group");
      place.setAttribute("aria-label", `Kommentare von ${offer.dataset.service}`);
      offer.after(place);
      try {
        await load(place, offer.dataset);
        place.focus({ preventScroll: true });
        offer.remove();
      } catch {
        place.remove();
        status.textContent = `${offer.dataset.service} antwortet nicht. Versuch es später noch einmal.`;
        delete status.dataset.loading;
      }
    });
    const line = document.createElement("p");
    line.append(button);
    offer.append(line, status);
  }
}

// Runs a script of the service, with attributes that it reads.
function loadScript(place, address, attributes) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    for (const [name, value] of Object.entries(attributes)) script.setAttribute(name, value);
    script.addEventListener("load", resolve);
    script.addEventListener("error", reject);
    script.src = address;
    place.append(script);
  });
}
