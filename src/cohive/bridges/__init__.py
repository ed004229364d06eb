"""The outside: files from elsewhere, payment providers, mail, pictures; each with its fake.

Bridges parse and talk; they return frozen dataclasses and know no room.
"""
