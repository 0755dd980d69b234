"""Exports as WordPress writes them (WXR), made for tests: nothing in them was ever written by anybody."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

SITE = "https://tage868.wordpress.com"
FILES = "https://tage868.files.wordpress.com"


def cdata(text: str) -> str:
    return "<![CDATA[" + text.replace("]]>", "]]]]><![CDATA[>") + "]]>"


@dataclass
class Comment:
    id: int
    text: str = "Schön gesagt."
    name: str = "Ulla"
    parent: int = 0
    approved: str = "1"
    type: str = "comment"
    date: str = "2016-05-17 08:12:00"
    site: str = ""
    email: str = "ulla@geheim.example"
    ip: str = "192.0.2.77"

    def xml(self) -> str:
        return f"""
  <wp:comment>
   <wp:comment_id>{self.id}</wp:comment_id>
   <wp:comment_author>{cdata(self.name)}</wp:comment_author>
   <wp:comment_author_email>{self.email}</wp:comment_author_email>
   <wp:comment_author_url>{escape(self.site)}</wp:comment_author_url>
   <wp:comment_author_IP>{self.ip}</wp:comment_author_IP>
   <wp:comment_date>{self.date}</wp:comment_date>
   <wp:comment_date_gmt>{self.date}</wp:comment_date_gmt>
   <wp:comment_content>{cdata(self.text)}</wp:comment_content>
   <wp:comment_approved>{self.approved}</wp:comment_approved>
   <wp:comment_type>{self.type}</wp:comment_type>
   <wp:comment_parent>{self.parent}</wp:comment_parent>
   <wp:comment_user_id>0</wp:comment_user_id>
   <wp:commentmeta>
    <wp:meta_key>akismet_result</wp:meta_key>
    <wp:meta_value>{cdata("false")}</wp:meta_value>
   </wp:commentmeta>
  </wp:comment>"""


@dataclass
class Item:
    """A post, unless `type` says otherwise. What is None follows from the rest."""

    id: int
    title: str = "Unterstützen"
    body: str = "Noch vor dem ersten Kaffee."
    slug: str = "unterstuetzen"
    date: str = "2016-05-17 05:33:00"
    gmt: str | None = None
    type: str = "post"
    status: str = "publish"
    link: str | None = None
    guid: str | None = None
    parent: int = 0
    order: int = 0
    password: str = ""
    comment_status: str = "open"
    excerpt: str = ""
    url: str = ""  # of an attachment
    tags: dict[str, str] = field(default_factory=dict)  # slug, label
    categories: dict[str, str] = field(default_factory=dict)
    meta: dict[str, str] = field(default_factory=dict)
    comments: list[Comment] = field(default_factory=list)

    def xml(self) -> str:
        day = self.date[:10].replace("-", "/")
        published = f"{SITE}/{day}/{self.slug}/" if self.type == "post" else f"{SITE}/{self.slug}/"
        kind = "page_id" if self.type == "page" else "p"
        link = self.link if self.link is not None else published if self.status == "publish" else f"{SITE}/?p={self.id}"
        guid = self.guid if self.guid is not None else f"{SITE}/?{kind}={self.id}"
        terms = [
            f'\n  <category domain="{domain}" nicename="{slug}">{cdata(label)}</category>'
            for domain, named in (("category", self.categories), ("post_tag", self.tags))
            for slug, label in named.items()
        ]
        meta = [
            f"\n  <wp:postmeta><wp:meta_key>{key}</wp:meta_key>"
            f"<wp:meta_value>{cdata(value)}</wp:meta_value></wp:postmeta>"
            for key, value in self.meta.items()
        ]
        attached = f"\n  <wp:attachment_url>{escape(self.url)}</wp:attachment_url>" if self.url else ""
        return f"""
 <item>
  <title>{escape(self.title)}</title>
  <link>{escape(link)}</link>
  <pubDate>Tue, 17 May 2016 03:33:00 +0000</pubDate>
  <dc:creator>{cdata("anna")}</dc:creator>
  <guid isPermaLink="false">{escape(guid)}</guid>
  <description></description>
  <content:encoded>{cdata(self.body)}</content:encoded>
  <excerpt:encoded>{cdata(self.excerpt)}</excerpt:encoded>
  <wp:post_id>{self.id}</wp:post_id>
  <wp:post_date>{self.date}</wp:post_date>
  <wp:post_date_gmt>{self.gmt if self.gmt is not None else self.date}</wp:post_date_gmt>
  <wp:comment_status>{self.comment_status}</wp:comment_status>
  <wp:ping_status>open</wp:ping_status>
  <wp:post_name>{escape(self.slug)}</wp:post_name>
  <wp:status>{self.status}</wp:status>
  <wp:post_parent>{self.parent}</wp:post_parent>
  <wp:menu_order>{self.order}</wp:menu_order>
  <wp:post_type>{self.type}</wp:post_type>
  <wp:post_password>{self.password}</wp:post_password>
  <wp:is_sticky>0</wp:is_sticky>{attached}{"".join(terms)}{"".join(meta)}{"".join(map(Comment.xml, self.comments))}
 </item>"""


def page(id: int, **known: object) -> Item:
    return Item(id, **{"type": "page", "title": "Über mich", "slug": "ueber-mich", **known})  # type: ignore[arg-type]


def attachment(id: int, file: str = "2016/05/img_7476.jpg", **known: object) -> Item:
    name = file.rpartition("/")[2]
    defaults = {"type": "attachment", "status": "inherit", "title": name, "slug": name, "body": ""}
    address = f"{FILES}/{file}"
    return Item(id, **{**defaults, "url": address, "guid": address, "link": f"{SITE}/{name}/", **known})  # type: ignore[arg-type]


HEAD = """<?xml version="1.0" encoding="UTF-8" ?>
<!-- generator="WordPress.com" created="2016-11-24 15:06"-->
<rss version="2.0"
 xmlns:excerpt="http://wordpress.org/export/{version}/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:wfw="http://wellformedweb.org/CommentAPI/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:wp="http://wordpress.org/export/{version}/">
<channel>
 <title>{title}</title>
 <link>{site}</link>
 <description>Tag für Tag</description>
 <pubDate>Thu, 24 Nov 2016 15:06:40 +0000</pubDate>
 <language>de</language>
 <wp:wxr_version>{version}</wp:wxr_version>
 <wp:base_site_url>http://wordpress.com/</wp:base_site_url>
 <wp:base_blog_url>{site}</wp:base_blog_url>
 <wp:author><wp:author_id>1</wp:author_id><wp:author_login>anna</wp:author_login>\
<wp:author_email>anna@geheim.example</wp:author_email>\
<wp:author_display_name><![CDATA[Anna Beispiel]]></wp:author_display_name></wp:author>
 {terms}
 <generator>http://wordpress.com/</generator>
 <image><url>https://s2.wp.com/i/buttonw-com.png</url><title>Ein Bild</title><link>{site}</link></image>
 <atom:link rel="search" type="application/opensearchdescription+xml" href="{site}/osd.xml" title="Tage" />"""


def wxr(
    *items: Item, version: str = "1.2", site: str = SITE, title: str = "Tag für Tag", terms: Iterable[str] = ()
) -> str:
    """A whole export. `terms`: what the channel says of categories, as `category()` makes it."""
    head = HEAD.format(version=version, site=site, title=escape(title), terms="\n ".join(terms))
    return head + "".join(map(Item.xml, items)) + "\n</channel>\n</rss>\n"


def category(slug: str, label: str, parent: str = "") -> str:
    return (
        f"<wp:category><wp:term_id>1</wp:term_id><wp:category_nicename>{slug}</wp:category_nicename>"
        f"<wp:category_parent>{parent}</wp:category_parent><wp:cat_name>{cdata(label)}</wp:cat_name></wp:category>"
    )
