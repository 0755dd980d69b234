"""Sample views made by hand, rendered into a folder: `python -m tests.preview DIR`."""

from __future__ import annotations

import datetime as dt
import shutil
import sys
from pathlib import Path

from PIL import Image

from generator import templates
from generator.model import Comment, Variant
from generator.views import *  # noqa: F403

BODIES = {}
ZONE = dt.timezone(dt.timedelta(hours=2))

def site(base: str = "", comments: str = "placeholder") -> Site:
    return Site("Ein Tag nach dem anderen", "Jana Wetterstein", "Ein Journal vom frühen Morgen.", "de", "https://beispiel.example" + base, base,
        "/assets/style-0.css", "/assets/click-0.js",
        tuple(Link(a, t) for a, t in (("/", "Start"), ("/archiv/", "Archiv"), ("/orte/", "Orte"), ("/themen/", "Themen"), ("/ueber-mich/", "Über mich"))),
        tuple(Link(a, t) for a, t in (("/impressum/", "Impressum"), ("/datenschutz/", "Datenschutz"), ("/feed.xml", "Feed"))),
        comments, (("address", "jana@beispiel.example"),))

def entry(name, title, date, time, day, place, tags=(), html="", count=0, open=True, updated=None, draft=False, future=False, more=False, image=None, script=False, titled=True):
    BODIES[name] = html
    line = ", ".join(x for x in (place and place, time and f"{time.hour}:{time.minute:02}", day and f"Tag {day}") if x)
    return Full(f"/{date:%Y/%m/%d}/{name}/", title, titled, date, time, day, line, Link("/orte/x/", place) if place else None,
        tuple(Link("/themen/x/", t) for t in tags), "Kurz gesagt.", updated, "", Body(name, "x"), Comments(name, "c" if count else "", count, open), more, image, script, draft, future)

def photo(shape, w, h, caption=""):
    cap = f"<figcaption>{caption}</figcaption>" if caption else ""
    return f'<figure class="photo {shape}"><picture><img src="/fotos/{shape}.jpg" width="{w}" height="{h}" decoding="async" alt="Ein Bild mit Himmel"></picture>{cap}</figure>'

P = "<p>Um halb sechs ist die Küche noch dunkel, und der Kühlschrank brummt, als hätte er die ganze Nacht auf jemanden gewartet. Ich setze Wasser auf und höre dem Haus zu: oben das Kind, das im Schlaf gegen die Wand tritt, unten die Straßenbahn, die um die Ecke quietscht. „Du schreibst ja schon wieder“, sagt K. aus dem Flur, „ist dir das nicht zu ‚früh‘?“ Nein, sage ich, das ist genau die richtige Zeit.</p>"
Q = '<p>Am Nachmittag dann die Sache mit der <a href="#x">Donaudampfschifffahrtsgesellschaft</a>, über die wir im vergangenen Jahr so gelacht haben<sup id="fnref:1"><a class="footnote-ref" href="#fn:1">1</a></sup>. Sie liegt jetzt als Modell im Fenster von Herrn Rühl, zwischen einer Wetterstation und einem <code>Rechenschieber</code>, und kostet <em>sehr viel</em> Geld. <strong>Nicht verkäuflich</strong>, steht daneben. <a class="foreign" href="https://x.example/">Ein Bild davon</a></p>'
RICH = P + photo("landscape", 960, 640, "Der Morgen über den Dächern, kurz bevor das Licht kam") + Q + '<h2 id="a">Was sonst noch war</h2><blockquote><p>Man muss den Tag nehmen, wie er ist, und wenn er nichts ist, nimmt man eben nichts.</p><p>Großmutter</p></blockquote>' + P + "<ul><li>Brot, Milch, die blauen Müllbeutel</li><li>Anruf beim Amt, danach erst einmal sitzen und nichts tun und warten, bis die Wut verraucht ist<ul><li>Durchwahl 4711</li><li>nicht vor neun</li></ul></li><li>Schuhe</li></ul><ol><li>Erstens</li><li>Zweitens</li></ol>" + '<table><thead><tr><th>Tag</th><th>Wetter</th><th align="right">Temperatur</th></tr></thead><tbody><tr><td>Montag</td><td>Regen, später Wolkenbruch</td><td align="right">8,5 °C</td></tr><tr><td>Dienstag</td><td>Hochdruckgebietsausläuferbewölkung</td><td align="right">12,0 °C</td></tr></tbody></table>' + '<pre><code>for tag in tage:\n    print(tag.zahl, tag.titel, "eine sehr lange Zeile, die irgendwann umbrechen muss, weil sie nicht passt")\n</code></pre>' + photo("portrait", 640, 960, "Treppenhaus") + "<h3>Kleinigkeiten</h3><dl><dt>Föhn</dt><dd>Ein warmer Wind, der Kopfschmerzen macht.</dd><dt>Schnürlregen</dt><dd>Sagt man in Salzburg, und es hört nicht auf.</dd></dl><hr>" + '<p><abbr title="Zum Beispiel">z. B.</abbr> dies hier.</p><p class="missing-photo">IMG_7476</p>' + '<div class="click-to-load" data-src="https://www.youtube-nocookie.com/embed/x" data-title="Video"><p>Das Video kommt von YouTube. Beim Laden wird deine IP-Adresse dorthin übertragen.</p><p><a href="https://www.youtube.com/watch?v=x">Video bei YouTube ansehen</a></p></div>' + photo("square", 480, 480) + photo("landscape", 300, 200, "Ein kleines Bild") + P + '<div class="footnote"><hr><ol><li id="fn:1"><p>Es war ein Mittwoch, und es hat geregnet.&#160;<a class="footnote-backref" href="#fnref:1" title="Zurück zum Text">↩</a></p></li></ol></div>'

def comments():
    def c(i, name, text, *r, site="", parent="", mention=False):
        return Comment(i, name, dt.datetime(2016, 5, 17, 8, 12, tzinfo=ZONE), f"<p>{text}</p>", site, parent, mention, r)
    long = "Das kenne ich. Bei uns war es die Waschmaschine, die um diese Zeit lief, und bis heute kann ich bei dem Geräusch am besten denken."
    return (c("1", "Friederike", long, c("2", "Jana Wetterstein", "Ja, genau so.", c("3", "Friederike", long, c("4", "Tom", "Noch tiefer", c("5", "Ulli", "Am tiefsten", parent="Tom"), parent="Friederike"), parent="Jana Wetterstein"), parent="Friederike", site="https://beispiel.example/")),
        c("6", "M.", "Schön.</p><p>Zweiter Absatz mit <a href='https://x.example/'>Verweis</a>."), c("7", "Notizen aus Leipzig", "[…]", site="https://leipzig.example/", mention=True))

D, T = dt.date, dt.time
JPG = Variant("/fotos/landscape.jpg", 960, 640)

def views():
    rich = entry("rich", "Unterstützen", D(2016, 5, 17), T(5, 33), 868, "Berlin", ("Arbeit", "Familie"), RICH, 7, updated=D(2016, 5, 18), image=JPG, script=True)
    plain = entry("plain", "Tag 867", D(2016, 5, 16), None, 867, "", (), P * 4, titled=False)
    long = entry("long", "Von der Rindfleischetikettierungsüberwachungsaufgabenübertragung und anderen „langen“ Wörtern, die niemand je in einem Zug lesen wollte", D(2016, 5, 15), T(23, 59), 12866, "Garmisch-Partenkirchen", ("Sprache",), P * 2, 1, open=False, draft=True, future=True)
    bare = entry("bare", "Samstag, 14. Mai 2016", D(2016, 5, 14), None, None, "", (), P, 0, open=False, titled=False)
    from generator.wording import long_date
    bare = __import__("msgspec").structs.replace(bare, title=long_date(bare.date))
    cards = tuple(Card(e.address, e.title, e.date, e.time, e.dateline, "Um halb sechs ist die Küche noch dunkel, und der Kühlschrank brummt, als hätte er die ganze Nacht auf jemanden gewartet. Ich setze Wasser auf und höre dem Haus zu.", e.comments.count) for e in (bare, long, plain, rich))
    more = __import__("msgspec").structs.replace
    home = tuple(more(e, more_=1) if 0 else more(e, more=i == 0, body=Body("plain" if i else "rich", "x")) for i, e in enumerate((rich, plain, long, bare)))
    months = tuple(MonthCount(f"/2016/{m:02}/", m, m * 3 - 2) for m in range(1, 13))
    group = tuple(MonthGroup(f"/2016/{m:02}/", m, cards) for m in (4, 5))
    static = entry("ueber", "", D(2016, 1, 1), None, None, "", html=P + Q + "<h2>Kontakt</h2><p>[Name]<br>Straße 1</p>")
    yc = tuple(YearCount(f"/{y}/", y, 12345 if y == 2016 else 1, months) for y in (2016, 2015, 2014))
    N = Neighbour
    Pg = Page
    def page(address, template, view):
        path = address.strip("/")
        return Pg(address, path if "." in path else (path + "/index.html").lstrip("/"), template, view)
    return [
        page("/rich/", "entry.html", EntryView(rich, N("/plain/", "Tag 867", False), N("/long/", "Von langen Wörtern und kurzen Nächten", True))),
        page("/plain/", "entry.html", EntryView(plain, None, N("/rich/", "Unterstützen", False))),
        page("/long/", "entry.html", EntryView(long, N("/rich/", "Unterstützen", True), None)),
        page("/bare/", "entry.html", EntryView(bare, None, None)),
        page("/", "home.html", HomeView(home)),
        page("/leer/", "home.html", HomeView(())),
        page("/2016/05/", "month.html", MonthView(2016, 5, cards, Link("/2016/04/", "April 2016"), Link("/2016/06/", "Juni 2016"))),
        page("/2016/", "year.html", YearView(2016, 1234, group, Link("/2015/", "2015"), None)),
        page("/archiv/", "archive.html", ArchiveView(12345, yc)),
        page("/orte/", "terms.html", TermsView("place", tuple(TermCount(f"/orte/{i}/", n, i) for i, n in enumerate(("Berlin", "Garmisch-Partenkirchen", "Hiddensee", "Leipzig", "Wien", "Zürich"), 1)))),
        page("/orte/berlin/", "term.html", TermView("place", "Berlin", 40, cards, yc)),
        page("/themen/arbeit/2016/", "term_year.html", TermYearView("tag", "Arbeit", "/themen/arbeit/", 2016, cards, Link("/themen/arbeit/2015/", "2015"), None)),
        page("/ueber-mich/", "static.html", StaticView("Über mich", "Wer hier schreibt", static.body, D(2016, 5, 18), None, False, True)),
        page("/tag/868/", "redirect.html", RedirectView("/rich/", "Unterstützen")),
        page("/404.html", "404.html", NotFoundView()),
        page("/sitemap.xml", "sitemap_index.xml", SitemapIndexView((("/sitemap-2016.xml", "2016-05-17"), ("/s.xml", "")))),
        page("/sitemap-2016.xml", "sitemap.xml", SitemapView((("/2016/05/17/ü&x/", "2016-05-17"), ("/", "")))),
        page("/robots.txt", "robots.txt", RobotsView("/sitemap.xml")),
    ]

def main(out: Path) -> None:
    pages = views()
    t = templates.Templates([templates.default_folder()], site(), cache=None, html=lambda b: BODIES[b.source], threads=lambda c: comments())
    for p in pages:
        f = out / p.path
        f.parent.mkdir(parents=True, exist_ok=True)
        f.write_text(t.render(p))
    (out / "assets").mkdir(exist_ok=True)
    (out / "fotos").mkdir(exist_ok=True)
    a = templates.assets([templates.default_folder()])
    shutil.copy(a["style.css"], out / "assets/style-0.css")
    shutil.copy(a["click-to-load.js"], out / "assets/click-0.js")
    for n, s in (("landscape", (960, 640)), ("portrait", (640, 960)), ("square", (480, 480))):
        g = Image.linear_gradient("L").resize(s)
        Image.merge("RGB", (g.point(lambda v: 90 + v // 2), g.point(lambda v: 120 + v // 3), g.point(lambda v: 160 - v // 4))).save(out / f"fotos/{n}.jpg")

if __name__ == "__main__":
    main(Path(sys.argv[1]))
