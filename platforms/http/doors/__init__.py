"""Who comes in, and under which name.

origins      by which address, and from which web page
keys         the key that was shown
allowed      the models and backends that a key may ask for                         pure
rates        how often a key may ask
line         how many may wait for a backend
"""
