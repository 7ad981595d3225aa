"""What people do besides writing: commands, completions, buttons, menus, dialogs; and how an app answers.

```
declared, registry     what a command may look like; which there are, and who sees them
typed                  what a person types behind a command, as the app gets it
components, dialogs    what can be pressed below a message, or filled in
made                   one interaction: its three seconds, its fifteen minutes, what was said to it
payloads               how the app is told
acts                   all of that as a person does it
```
"""
