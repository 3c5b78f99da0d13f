"""The probability that a customer stays away, scored by the promoted model."""
