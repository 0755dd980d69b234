"""What every page shows of the journal: its title, its menus, its style sheet."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path

from ..config import NAVIGATION, PATH, Config, line_of
from ..journal import Journal
from ..model import Head, Problem
from ..views import Link, Site

FOOTER = ("impressum", "datenschutz")


def missing_pages(config: Config, heads: Iterable[Head], root: Path) -> Iterator[Problem]:
    """Warn of pages that the menu should show and nobody wrote; the default ones may be missing."""
    if config.navigation == NAVIGATION:
        return
    written = {head.slug for head in heads if head.kind == "page"}
    for slug in config.navigation:
        if slug not in written:
            message = f'navigation: there is no page "{slug}"'
            hint = "write the last part of its address, or take it out"
            yield Problem(PATH, line_of(root, "navigation"), message, hint, warning=True)


def asset_names(names: Collection[str], provider: str) -> list[str]:
    """Those of the assets that the site needs: of what lies in comments/, only what belongs to the provider."""
    own = _comment_assets(names, provider)
    return [name for name in names if not name.startswith("comments/") or name in own]


def _comment_assets(names: Collection[str], provider: str) -> list[str]:
    """A provider's assets, in the order in which a page names them."""
    script = f"comments/{provider}.js"
    wanted = (f"comments/{provider}.css", "comments/consent.js", script) if script in names else ()
    return [name for name in wanted if name in names]


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
        comment_assets=tuple((name, assets[name]) for name in _comment_assets(assets, config.comments)),
        timezone=config.timezone,
    )
