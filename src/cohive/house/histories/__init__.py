"""Feeding what happened elsewhere into the rooms, through the rooms' own operations.

`bridges` parse a file and know no place; here a parsed history of sales or of work becomes members,
products, contributions and money. The commands that do it only read their words and print.
"""
