"""Which Thread a request belongs to, and what is asked there until there is an answer.

choosing     a Chat → what is asked, in which Thread
asked        that, and what comes of it for the requests that follow
answering    asking it until there is an answer: its pieces
hearing      waiting for the next event, but not for ever
silence      for how long a stream may say nothing
earlier      what was said before, where a request names it by ids
kept         the responses that are kept
repeats      the same request once more, which is not asked again
places       the Thread that a caller names                                        pure
compared     a transcript → the hashes by which its beginning is found again       pure
heads        where the transcripts of all callers go on
background   requests that a program makes beside a conversation                   pure
question     Chat → the Question that the bridge asks                              pure
efforts      how long to think, as the model can be told
files        the pictures and files that go with it                                pure
fetching     those that are named by an address, loaded from the public web
guard        which addresses those may be                                          pure
terms        the tools that may be called and the form of an answer, in words   pure
transcript   messages as one text that a model understands                         pure
"""
