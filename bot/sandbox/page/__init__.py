"""The page of the local chat: its JSON API, and the files that the browser gets."""
