"""The sandbox's PBX: its REST surface over the simulated exchange."""
