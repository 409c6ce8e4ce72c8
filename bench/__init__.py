"""What `make bench` runs: how fast the whole program is, with the limit beside each figure."""
