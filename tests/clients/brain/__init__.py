"""A model that keeps to rules: it answers PONG, keeps to JSON schemas and calls tools, as clients' checks want it.

rules      messages → what it says                                                          pure
instances  a JSON schema and a sentence → a value that fits both                            pure
backend    the Backend that it is: `[brain]` in config.toml, found by an entry point of its own
page       the same behind the practice site, where ChatGPT's page stands between
"""
