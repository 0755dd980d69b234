"""Tagwerk: a static generator for German-language journals."""

__version__ = "0.1.0"
