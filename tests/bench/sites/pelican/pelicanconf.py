"""The journal in Pelican: a place is a category, a topic is a tag."""

from __future__ import annotations

AUTHOR = SITENAME = "Tag für Tag"
SITEURL = "https://journal.example"
TIMEZONE = "Europe/Berlin"
DEFAULT_LANG = "de"
PATH = "content"
OUTPUT_PATH = "public"
CACHE_CONTENT = LOAD_CONTENT_CACHE = True  # its own way to be faster the second time
THEME = "theme"
THEME_STATIC_DIR = "."
PLUGINS = ["neighbors"]
ARTICLE_TRANSLATION_ID = ["date", "slug"]  # without it, two days of one title would be versions of one article

ARTICLE_URL = "{date:%Y}/{date:%m}/{date:%d}/{slug}/"
ARTICLE_SAVE_AS = ARTICLE_URL + "index.html"
YEAR_ARCHIVE_SAVE_AS = "{date:%Y}/index.html"
MONTH_ARCHIVE_SAVE_AS = "{date:%Y}/{date:%m}/index.html"
ARCHIVES_SAVE_AS = "archiv/index.html"
CATEGORY_URL = "orte/{slug}/"
CATEGORY_SAVE_AS = CATEGORY_URL + "index.html"
CATEGORIES_SAVE_AS = "orte/index.html"
TAG_URL = "themen/{slug}/"
TAG_SAVE_AS = TAG_URL + "index.html"
TAGS_SAVE_AS = "themen/index.html"
AUTHOR_SAVE_AS = DRAFT_SAVE_AS = ""
DIRECT_TEMPLATES = ["index", "archives", "categories", "tags", "sitemap"]
SITEMAP_SAVE_AS = "sitemap.xml"
PAGINATED_TEMPLATES: dict[str, int | None] = {}
SLUG_REGEX_SUBSTITUTIONS = [
    (r"[äÄ]", "ae"), (r"[öÖ]", "oe"), (r"[üÜ]", "ue"), ("ß", "ss"), (r"[^\w\s-]", ""), (r"[-\s]+", "-"),
]  # fmt: skip

FEED_ALL_RSS = "feed.xml"
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
FEED_MAX_ITEMS = 20
RSS_FEED_SUMMARY_ONLY = False
SUMMARY_MAX_PARAGRAPHS = 1
SUMMARY_MAX_LENGTH = None

MARKDOWN = {
    "extensions": ["extra", "sane_lists", "smarty"],
    "extension_configs": {
        "smarty": {
            "substitutions": {
                "left-double-quote": "„",
                "right-double-quote": "“",
                "left-single-quote": "‚",
                "right-single-quote": "‘",
            }
        }
    },
    "output_format": "html5",
}
MONTHS = (
    "Januar", "Februar", "März", "April", "Mai", "Juni",
    "Juli", "August", "September", "Oktober", "November", "Dezember",
)  # fmt: skip
DAYS = ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag")
