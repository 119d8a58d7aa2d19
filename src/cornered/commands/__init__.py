"""Commands: one module each, with one constant `COMMAND`; they parse, call and print."""
