"""The development server: the finished site for browsers of this machine, and kept up to date while its author writes.

addresses, files   which file of the site a request means, and how to open it without leaving the site
pages, site        what is answered: pages with the script that keeps them up to date (reload.js)
connection, server clients served, all at once, within limits
news               what browsers are told
watching           what changed in the journal
session            all of it together
"""

from __future__ import annotations

from .server import bind
from .session import Session, served

__all__ = ["Session", "bind", "served"]
