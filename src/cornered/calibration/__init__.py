"""Calibration: what people say of messages, against what graders say of them."""
