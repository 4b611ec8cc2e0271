"""The country's own values, in pure standard library: `roc`, `places`, `company`, `person`, `text`, `contacts`.

Import from the module of the noun: `from fields.places import find_county`. Every error here is a `ValueError`.
"""
