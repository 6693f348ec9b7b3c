"""Parts of the conformance suite: cases, servers under test, and clients that hide nothing."""
