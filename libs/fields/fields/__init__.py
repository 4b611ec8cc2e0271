"""The country's own values, in pure standard library, a module a noun, such as `roc`, `places`, `person`, `calendar`.

Import from the module of the noun: `from fields.places import find_county`. Every error here is a `ValueError`.
"""
