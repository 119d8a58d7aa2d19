"""Hard cases: plays with a known right label, on which graders are measured."""
