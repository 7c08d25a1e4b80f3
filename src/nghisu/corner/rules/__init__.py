"""Rules of the member's corner: what may be kept on a device, and how long."""
