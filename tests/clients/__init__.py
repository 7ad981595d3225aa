"""The programs that people use with OpenAI's API, unmodified, against the endpoint; `make test-clients` runs them.

brain/    what answers: a model that keeps to rules, as a backend and behind the practice site
served    the endpoint in its three ways, as a process of its own: in the environment of the program
newest/   clients that live with the newest openai package
older/    clients that still want an older one
node/     clients for Node.js

Clients run in environments of their own (.venv-clients, pinned in newest.txt and older.txt), for they want other
versions of what the program itself is made of.
"""
