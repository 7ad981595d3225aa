"""The calls of the API: each with its path, what it needs, and what it does.

call       one call as it came in
access     what the bot may do where it calls
forms      what a message may be made of
messages, channels, people   the calls
table      all of them, by method and path
door       who calls, how often, and what a test wants to go wrong; then the call
"""
