"""Chat platforms as the people on them see them, all in the same words: for what every one of them keeps to.

```
chat       what a person does there and sees there, and the ledger in words that are the same everywhere
small      a small platform of the shared rooms alone, as a package of somebody else's would be
on_slack, on_discord, on_small     each platform at work, behind those words
```
"""
