"""Figures, each beside that of a peer or of the bare stack in the same run. Nothing here asserts anything.

``make bench``, or one of them: ``python -m bench text``.
"""
