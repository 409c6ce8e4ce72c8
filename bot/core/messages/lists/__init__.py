"""What people read of lists: the preview, the card, the digest, the rows, and the questions."""
