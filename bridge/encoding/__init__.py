"""What texts mean, for finding them again: by an encoder on this machine, or over an API.

settings   what can be set in ``[search]``
opening    which of the two is used
embedded   the one of the extra ``semantic``, in a thread of its own
api        the route for embeddings of OpenAI's API, or of any like it
"""
