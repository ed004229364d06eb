"""Django's SQLite backend with a fair turn lock; see base.py."""
