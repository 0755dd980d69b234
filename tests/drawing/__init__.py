"""The pictures that tests/draw_photos.py writes into the sample journal: brushes, landscapes and scenes, no files."""
