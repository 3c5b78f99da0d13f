"""What touches private parts or bugs of a vendor: one module per vendor."""
