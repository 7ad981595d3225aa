"""What is shown, and what a form does.

house      what all pages of one server have in common
frame      a page around what it shows: channels, search, languages
turns      questions and answers as a page shows them
browsing   home, a channel, a thread, and what is new in one
asking     a question, and Stop
growing    an answer while it is written, whoever writes it
repeating  another answer, the rest of one, the same question once more
keeping    what a thread is called, its tags, and forgetting it
exporting  a thread as a file
looking    search
standing   accounts, the line before them, and how much was asked
entering   links that open once, and leaving
files      what came with questions and answers; the page's own
routes     which address is what
"""
