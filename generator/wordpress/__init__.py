"""Moving in from WordPress: an export (WXR) and its media become the sources of a journal.

An export is read twice, as a stream. `site` takes one look at all of it (with `exports`, `characters`, `reader`) and
keeps little: what each item is, where it stood, the media library. `plan` decides where everything will stand.
`importing` then goes through the items again and writes each: its text (`bodies`, `dateline`, `links`), its photos
(`shelf`, with `library` or `download`) and its `comments`. `record` knows what earlier imports wrote, so that nothing
an author changed or deleted comes back, and `account` what became of every single thing in the export.

The format is WordPress' own, https://wordpress.org/export/1.2/ and its earlier versions; nothing but its exporter,
wp-admin/includes/export.php, describes it.
"""
