"""The append-only record of who did what, and the machinery that lets later rooms listen to it.

Acts speak ActivityStreams, economic events speak ValueFlows. They are written in the transaction
of the state they describe, sealed in one order, chained by hashes, and never changed.
"""
