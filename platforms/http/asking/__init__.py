"""Which Thread a request belongs to, and what is asked there.

question     Chat → the Question that the bridge asks
transcript   messages as one text that a model understands                         pure
"""
