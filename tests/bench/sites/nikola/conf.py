"""The journal in Nikola, with the templates of its `base` theme: a place is a category, a topic is a tag."""

from __future__ import annotations

BLOG_AUTHOR = BLOG_TITLE = BLOG_DESCRIPTION = "Tag für Tag"
BLOG_EMAIL = ""
SITE_URL = "https://journal.example/"
DEFAULT_LANG = "de"
TRANSLATIONS = {DEFAULT_LANG: ""}
TIMEZONE = "Europe/Berlin"
THEME = "base"
OUTPUT_FOLDER = "public"
NAVIGATION_LINKS = {
    DEFAULT_LANG: (("/", "Start"), ("/archiv/", "Archiv"), ("/orte/", "Orte"), ("/themen/", "Themen")),
}

POSTS = (("posts/*.md", "", "post.tmpl"),)
PAGES = ()
COMPILERS = {"markdown": [".md"]}
PRETTY_URLS = STRIP_INDEXES = True
SHOW_SOURCELINK = COPY_SOURCES = False
COMMENT_SYSTEM = ""

CREATE_SINGLE_ARCHIVE = False
CREATE_MONTHLY_ARCHIVE = True
ARCHIVE_PATH = ""
ARCHIVE_FILENAME = "archiv/index.html"
CATEGORY_PATH = "orte"
CATEGORIES_INDEX_PATH = "orte/index.html"
TAG_PATH = "themen"
TAGS_INDEX_PATH = "themen/index.html"
CATEGORY_PREFIX = ""
ENABLE_AUTHOR_PAGES = False
DISABLED_PLUGINS = ["robots", "render_galleries", "render_listings", "create_bundles"]

INDEX_DISPLAY_POST_COUNT = 7
INDEX_TEASERS = FEED_TEASERS = False
RSS_PATH = ""
RSS_FILENAME_BASE = "feed"
FEED_LENGTH = 20
GENERATE_ATOM = False

MARKDOWN_EXTENSIONS = ["markdown.extensions.extra", "markdown.extensions.sane_lists", "markdown.extensions.smarty"]
MARKDOWN_EXTENSION_CONFIGS = {
    DEFAULT_LANG: {
        "markdown.extensions.smarty": {
            "substitutions": {
                "left-double-quote": "„",
                "right-double-quote": "“",
                "left-single-quote": "‚",
                "right-single-quote": "‘",
            }
        }
    }
}
