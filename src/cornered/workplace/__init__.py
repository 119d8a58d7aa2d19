"""The company of one rollout: people, mail, documents, alerts, clock, ledger."""
