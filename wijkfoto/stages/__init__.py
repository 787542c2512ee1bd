"""The line from sources to site, one function per stage, each reading and writing the home.

The rooms of the library meet here; Dagster wraps these stages and the command line runs parts
of them. No stage keeps anything in memory for the next: what passes on lies in the home.
"""
