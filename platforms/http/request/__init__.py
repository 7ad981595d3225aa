"""What callers send: their body → one frozen Chat, or an ApiError that names the field. Pure.

chat         what a caller wants, and POST /v1/chat/completions read into it
completions  the body of POST /v1/completions
responses    POST /v1/responses, read into the same
items        the items of its input, as messages
flat         the tools in its words
messages     one message of it
endings      what ends an answer before its time
parts        the texts, pictures and files that a message is made of
tools        the tools that may be called
form         the form that the answer must have
schemas      the JSON schemas in both: whether they are any, and whether a value fits
weight       how much work a schema can make
fields       every field and what is done with it: THE table
table        what such a table is
fitting      whether a value fits its schema
body, checks what all wires have in common: one object, its fields present or null, each of its kind
effort       how long to think, in whatever words
"""
