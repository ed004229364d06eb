"""One file with all of a place, made while it runs, and the way back from it.

`making` writes it, `archive` is its form and its check, `restoring` and `adopting` are the way
back, `folder` knows the files of one folder, `nightly` makes one every night.
"""
