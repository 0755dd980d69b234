"""What every page shows of the journal: its title, its menus, its style sheet."""

from __future__ import annotations

from collections.abc import Mapping

from ..config import Config
from ..journal import Journal
from ..views import Link, Site

FOOTER = ("impressum", "datenschutz")


def site(config: Config, journal: Journal, assets: Mapping[str, str]) -> Site:
    """`assets`: the address of each asset by its name. Menus name a page only where it is published."""
    pages = {head.slug: Link(journal.addresses[head.source], head.title) for head in journal.pages}
    standing = (Link("/", "Start"), Link("/archiv/", "Archiv"), Link("/orte/", "Orte"), Link("/themen/", "Themen"))
    return Site(
        title=config.title,
        author=config.author,
        description=config.description,
        language=config.language,
        base_url=config.base_url,
        base_path=config.base_path,
        stylesheet=assets["style.css"],
        script=assets["click-to-load.js"],
        navigation=(*standing, *(pages[slug] for slug in config.navigation if slug in pages)),
        footer=(*(pages[slug] for slug in FOOTER if slug in pages), Link("/feed.xml", "Feed")),
        comments=config.comments,
        comment_settings=config.comment_settings,
    )
