"""Who is seen how often while votes are open, and what votes on examined views say.

Nothing is imported here, so that a live page can load `showing` alone, without numpy.
"""
