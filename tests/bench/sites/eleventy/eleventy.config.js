// The journal in Eleventy: entries in tage/, and a page for each year, month, place and topic by pagination.

const SPELLINGS = { ä: "ae", ö: "oe", ü: "ue", ß: "ss" };
const slug = (text) =>
  text.toLowerCase().replace(/[äöüß]/g, (letter) => SPELLINGS[letter]).replace(/[^a-z0-9]+/g, "-");

const day = (entry) => entry.data.moment.slice(0, 10);
const long = new Intl.DateTimeFormat("de", { dateStyle: "full", timeZone: "UTC" });
const short = new Intl.DateTimeFormat("de", { weekday: "short", day: "numeric", month: "long", timeZone: "UTC" });
const month = new Intl.DateTimeFormat("de", { month: "long", year: "numeric", timeZone: "UTC" });

function groups(entries, keys) {
  const found = new Map();
  for (const entry of entries) {
    for (const key of keys(entry)) {
      if (!found.has(key)) found.set(key, []);
      found.get(key).push(entry);
    }
  }
  return [...found].map(([name, members], index) => ({ name, slug: slug(name), entries: members, index }));
}

// A list of all entries is made once and shared; looking neighbours up in it would take a search for each page.
const neighbours = new Map();

module.exports = function (config) {
  config.setQuietMode(true);
  config.amendLibrary("md", (markdown) => markdown.set({ html: true, typographer: true, quotes: "„“‚‘" }));
  config.addPassthroughCopy("style.css");

  config.addCollection("entries", (api) => {
    const entries = api.getFilteredByGlob("tage/**/*.md");
    entries.sort((a, b) => (a.data.moment < b.data.moment ? -1 : 1));
    entries.forEach((entry, index) => {
      neighbours.set(entry.url, { previous: entries[index - 1], next: entries[index + 1] });
    });
    return entries;
  });
  const by = (keys) => (api) =>
    groups(api.getFilteredByGlob("tage/**/*.md").sort((a, b) => (a.data.moment < b.data.moment ? -1 : 1)), keys);
  config.addCollection("years", by((entry) => [day(entry).slice(0, 4)]));
  config.addCollection("months", by((entry) => [day(entry).slice(0, 7)]));
  config.addCollection("places", by((entry) => [entry.data.place]));
  config.addCollection("subjects", by((entry) => entry.data.topics));

  config.addFilter("slug", slug);
  config.addFilter("neighbours", (url) => neighbours.get(url) || {});
  config.addFilter("longDate", (moment) => long.format(new Date(moment.slice(0, 10))));
  config.addFilter("shortDate", (moment) => short.format(new Date(moment.slice(0, 10))));
  config.addFilter("monthName", (name) => month.format(new Date(`${name}-01`)));
  config.addFilter("monthPath", (name) => name.replace("-", "/"));
  config.addFilter("monthsOf", (months, year) => months.filter((group) => group.name.startsWith(year)));
  config.addFilter("newest", (entries, count) => entries.slice(-count).reverse());
  config.addFilter("rfc822", (moment) => new Date(moment).toUTCString().replace("GMT", "+0000"));
  config.addFilter("share", (moment) => (((+moment.slice(11, 13) * 60 + +moment.slice(14, 16)) / 14.4).toFixed(1)));
  config.addFilter("excerpt", (html) => html.slice(0, html.indexOf("</p>")).replace(/<[^>]*>/g, ""));

  return { htmlTemplateEngine: "njk", markdownTemplateEngine: false, dir: { input: ".", output: "public" } };
};
