package io.treeline.processor.cost;

/// The rates of a model for some time.
record PriceTerm(Validity validity, Rates rates) {}
