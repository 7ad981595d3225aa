"""What callers send: their body → one frozen Chat, or an ApiError that names the field. Pure.

chat                  what a caller wants: the noun
chat_completions      the body of POST /v1/chat/completions, read into it
completions           … of POST /v1/completions
responses             … of POST /v1/responses
items, flat           the items of its input as messages, and the tools in its words
messages, parts       one message, and the texts, pictures and files that it is made of
endings               what ends an answer before its time
effort                how long to think, in whatever words
tools, form           the tools that may be called, and the form that the answer must have
schemas, weight       the JSON schemas in both: whether a value fits, and how much work one can make
fields                every field of chat completions and what is done with it: THE table
completion_fields     … of completions
response_fields       … of responses
table, described      what such a table is, and the larger schemas in it
fitting               whether a value fits what the table says
body, checks          what all bodies are: one object, its fields present or null, each of its kind
"""
