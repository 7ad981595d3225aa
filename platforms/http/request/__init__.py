"""What callers send: their body → one frozen Chat, or an ApiError that names the field. Pure.

chat         what a caller wants, and POST /v1/chat/completions read into it
messages     one message of it
endings      what ends an answer before its time
tools        the tools that may be called
form         the form that the answer must have
schemas      the JSON schemas in both: whether they are any, and whether a value fits
fields, body what all wires have in common: one object, its fields present or null
checks       fields that are looked at and not honoured
"""
