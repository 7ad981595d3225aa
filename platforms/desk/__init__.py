"""What people do besides writing a question: they press, edit, delete, or choose from a message's menu.

The same on every chat platform, whose own rooms say what was done and how its doer is answered.

around     who did something where, and what whoever sees to it finds around it
"""
