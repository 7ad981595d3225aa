"""Pieces of an answer → bytes, to the letter of each protocol. Pure.

wire         what every protocol can write
chat         chat completions: JSON and server-sent events
"""
