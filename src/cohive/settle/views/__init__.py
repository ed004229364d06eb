"""Pages of this room: statement, flow, questions, how money is shared, past sales."""
