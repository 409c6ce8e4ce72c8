"""Every text that people read, in both languages, one module a family.

Functions named `render_…` turn records into a `Message`; they send nothing, read no clock, and
never see a code, a key or a token.
"""
