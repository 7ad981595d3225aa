"""Which Thread a request belongs to, and what is asked there.

question     Chat → the Question that the bridge asks
files        the pictures and files that go with it                                  pure
fetching     those that are named by an address, loaded from the public web
guard        which addresses those may be                                            pure
transcript   messages as one text that a model understands                         pure
"""
