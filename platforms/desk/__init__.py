"""What people do besides writing a question: they press, edit, delete, or choose from a message's menu.

The same on every chat platform, whose own rooms say what was done and how its doer is answered.

around      who did something where, and what whoever sees to it finds around it
clicks      a button pressed, an option chosen
commands    a command given in another way than as a message
edits       a question that is edited or deleted
shortcuts   "Ask about this" and "Summarise this thread"
transcript  what people wrote, as a text that can be asked about                     pure
protocols   what all this wants of a platform
"""
