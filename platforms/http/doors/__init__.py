"""Who comes in, and under which name.

origins      by which address, and from which web page
keys         the key that was shown
"""
