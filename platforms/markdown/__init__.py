"""ChatGPT's Markdown, read; what each platform then writes is its own business. Pure.

signs      what kind of character it is
literals   addresses and formulas
grammar    markdown-it, with four rules of ours
inline     the words of a paragraph → a tree
lines      one line: its marks, and what kind it is
columns    a table in a fixed font, its columns below each other
"""
