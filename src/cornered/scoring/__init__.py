"""What happened in a rollout: outcome from the ledger, meaning by a rule or a model."""
