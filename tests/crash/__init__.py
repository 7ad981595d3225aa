"""The crash harness: the program as users run it is killed at each of its steps, and everything still comes right.

``python -m tests.crash`` or ``make crash``; CRASHES=100 for fewer kills, SEED=7 to do the same again.

The real command works between a stand-in Slack, a stand-in Discord and the practice ChatGPT in a real Chromium.
Nothing in it is replaced: it is watched where it touches the world, and so the steps list themselves.

```
ledger     each transaction that writes, by what it writes          told by the process (ledger)
browser    each call that the scraper makes of Playwright           told by a relay before its driver (relay)
slack      each request and acknowledgement                         told by the stand-in (world)
discord    each request                                             told by the stand-in
chatgpt    each request of the page that is no file of its own      told by the practice site
```

Before a step and after it the harness may kill (watch): the bridge, Chromium or both, with SIGKILL. Before: nothing
of the step has happened. After: it has happened, and nobody in the bridge knows it. What was killed is started
again (life, from the nursery of victim), and then it is held to what it owes the people who asked.

```
run        the rehearsal, the rounds, the table             plan       which steps, in what order
scripts    what is asked in a round (asking, questions)     judging    what must hold then (seeing)
```
"""
