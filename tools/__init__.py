"""Small programs for the people who work on this checkout; nothing here is shipped."""
