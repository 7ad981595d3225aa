"""The app before it runs.

manifest     what Slack has to know of the app; manifest_limits: what it takes of that  pure
oauth        the pages by which a team installs it; installations: what is kept of them
doctor       what holds of an app in its workspace; way_in, ears: whether its events arrive
"""
