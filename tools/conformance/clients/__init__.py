"""Real OTLP senders, each in many settings."""
