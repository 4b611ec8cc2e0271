"""Requests and answers of one coherent story, for the OpenAPI document."""
