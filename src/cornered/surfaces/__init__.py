"""How an agent meets the workplace: a letter of text tags, or native tools."""
