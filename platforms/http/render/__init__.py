"""Pieces of an answer → bytes, to the letter of each protocol. Pure.

wire         what every protocol can write
sse          server-sent events, as all of them write them
chat         chat completions: JSON and server-sent events
completions  the same of what there was before chats
responses    the Responses API: the same of a response
response     its object
output       the items of its output
input        the items of what was asked of it
events       the events of its stream
shapes       what the answers look like, for the published description
"""
