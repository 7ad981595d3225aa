"""The whole program from its config.toml on: real Chromium, sockets and SQLite; only the far ends are ours."""
