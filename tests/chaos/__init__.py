"""The chaos: very many turns through the real command, over a stand-in Slack, Discord and ChatGPT at once.

``make chaos`` or ``python -m tests.chaos``; TURNS=200 for fewer, SEED=7 to do the same again. What goes wrong is
chosen at random from the seed, when exactly it strikes is the machine's matter:

```
far ends     Slack's and Discord's calls fail, singly and in storms; events come twice, late, or never;
             what tests/soak does to ChatGPT's page and its browser
network      between the program and each of them (`relay`): gone for a moment or an hour, or half-open
program      ended and started again, in order or with kill -9, alone or with its browser (`program`)
cluster      with NODES=2: the database goes away, and one of the two stands still until it is taken for dead
```

An hour is a turned clock: the program's (`turned`) and the stand-ins' together. When nothing moves any more it is
turned, too, so that nobody has to wait out a pause.

In the end every message is accounted for (`account`): answered once, or failed and told, or uncertain and told; and
nothing stands on a platform that is not part of an answer.
"""
