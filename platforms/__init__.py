"""Where people ask: one room per platform, and the rooms that chat platforms share.

receiving/ desk/    what people say, and what they do besides
showing/ markdown/  how an answer is written, and how its Markdown is read
chat                what their sections of config.toml have in common
door, telling       whether a platform lets us in, and who is told what goes wrong
trouble             what may go wrong with a call
errands, ids        what is done behind an acknowledgement; ids of what was done with a message
slack/ discord/ http/
"""
