"""Moving in from WordPress: what an export (WXR) holds, written as a journal's own sources."""
