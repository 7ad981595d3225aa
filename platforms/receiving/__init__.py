"""What people say, on every chat platform: whether it is for us, and how it gets to the bridge.

hearing    what was said → a question or a command, by the rules of its channel
doors      who may ask, how often, and an end to loops
files      what came with a question: by which name it goes on, and what is not taken
download   loading it, from the platform's own hosts
quoting    what somebody else wrote, beside the question
catchup    what was said while nobody was there; with marks, missed, lateness
"""
