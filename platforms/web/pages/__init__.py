"""What is shown, and what a form does.

house      what all pages of one server have in common
frame      a page around what it shows: channels, search, languages
turns      questions and answers as a page shows them
browsing   home, a channel, a thread, a thread as a file
asking     a question, Stop, and an answer while it is written
looking    search
standing   accounts, the line before them, and how much was asked
entering   links that open once, and leaving
files      what came with questions and answers; the page's own
routes     which address is what
"""
