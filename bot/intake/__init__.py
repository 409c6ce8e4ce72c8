"""HTTP in: what the PBX and the machines that watch this program ask of it."""
