"""The server's side of a request, from its first byte to its last.

runner       the server under them, for what is not even HTTP
routes       which address is what, and what holds for every request
envelope     JSON, and whatever went wrong in one form
reading      the body, no larger than allowed
endpoints    the wires on which can be asked: how each is read and written
exchange     one request for an answer, from its body to its last byte: start here
telling      pieces → the response, whole or as they come
stream       its bytes, in few writes
responses    what was told before, fetched again or erased
models       what can be asked for
document     the endpoint's own description (OpenAPI)                             pure
"""
