"""Results and executed notebooks become what a client can open without Python: pages that ask nobody for anything."""
