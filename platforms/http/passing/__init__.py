"""The forwarded way: in front of an API that has the address itself, nobody reads what only has to be passed on.

outgoing     whether a request is passed on, to whom, and what is sent there
relay        one request, from our caller to the API and back
uncounted    a stream without the count that only we asked for                     pure
loose        JSON of which nothing is taken for granted                            pure
sent         what a body says                                                      pure
said         what came back: what the answer says                                  pure
record       … and the Turn that is noted behind it                                pure
following    in which Thread
"""
