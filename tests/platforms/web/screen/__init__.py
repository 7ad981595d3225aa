"""The pictures of the web page: the page itself, in Chromium, over a ledger as a small team might have it.

town   what was asked there
scenes what is photographed
"""
