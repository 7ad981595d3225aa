"""What channels and people are called, where their platform gives ids alone.

called   how whatever writes them down asks for them
names    of both, on all platforms
learned  those of one kind: asked for in the background, and believed for a while
kept     a file, for the next start and for the command line
"""
