"""discord.py, held to what we need of it: its calls and its gateway.

client     discord.py's client, and whether Discord lets us in
rest       its calls: at the addresses of the settings, paced, none before a shut door
memory     what it keeps in mind of what the gateway tells
gateway    events, for as long as we are not cancelled; how many sessions may be begun
line       one shard's connection, taken up again whenever it ends
"""
