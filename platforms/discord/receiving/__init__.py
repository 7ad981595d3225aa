"""What comes in from Discord, and who sees to it.

desk          everything that comes, in its order
files         those that come with a question
waiting       a clock at a question that waits in line
replies       what is said to somebody who wrote a message
edits         questions that were edited or deleted                                   pure
clicks        what was pressed below a message
menus         the menu of a message; the dialog that it opens stands in dialog
reading       what people wrote, read again
gaps          what was not heard, and when it can be read
history       what Discord remembers of a server, or of direct messages
interactions  commands, clicks and choices: who did what where
aside         how only they are answered; what they can press there stands in pressable
commands      commands behind "/"
completing    what is offered while an option is typed
"""
