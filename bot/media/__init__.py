"""Files that nobody vouches for, read and written in a worker process; imported when used."""
