"""The survey of the gemeente: from its file to estimates per wijk that may be shown.

Rows of respondents never leave this package; what it gives out are shares with their certainty.
"""
