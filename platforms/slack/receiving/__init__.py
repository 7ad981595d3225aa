"""What comes in from Slack, and who sees to it.

receiver     events through slack-bolt, handed over before they are acknowledged
server · socket_mode   as signed HTTP requests, for all apps together, or over a connection of our own
desk         to whoever sees to it in its workspace; here: what that finds there
commands · clicks · edits · shortcuts (dialog) · agent   what people do besides asking, most of it by platforms/desk
reading      what people wrote, read again
whispers     what only one person sees
files        what came with a question
history      what Slack remembers, for what was said while nobody was here to hear it
"""
