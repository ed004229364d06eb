"""Guard: rate limits, and cases that a person must look at.

It is "across" the other rooms: any of them may ask it, it imports only the journal.
"""
