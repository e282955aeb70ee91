"""Results and notebooks become pages that open in any browser and ask nobody for anything."""
