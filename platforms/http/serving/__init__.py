"""The server's side of a request, from its first byte to its last.

runner       the server under them, for what is not even HTTP
routes       which address is what, and the envelope around every answer
reading      the body, no larger than allowed
endpoints    the wires on which can be asked: how each is read and written
exchange     one request: ask, and answer whole or as it comes
document     the endpoint's own description (OpenAPI)                             pure
responses    what was told before, fetched again or erased
stream       server-sent events, never silent for long
"""
