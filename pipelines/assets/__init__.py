"""The assets of the line, one file per part of the story."""
