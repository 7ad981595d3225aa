"""What was asked and answered as files for others: pure, and in pieces, however much there is.

title     what a conversation is called
names     names of files that every system takes
markdown  one conversation for people, and for Obsidian
html      all in one page, as it reads in a browser
plain     JSON for programs
chatgpt   JSON in the shape of ChatGPT's own export
"""
