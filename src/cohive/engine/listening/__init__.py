"""What is said of a place in public: its language, mood, topics, what is out of the ordinary.

Plain Python without numpy: the worker of a place uses these parts, and so does `cohive listen`.
"""
