package io.treeline.processor.ring;

import io.treeline.model.ingest.InFlightBudget;
import io.treeline.processor.view.Failures;
import io.treeline.processor.view.TimeSource;

/// What the two stages of one ring share.
///
/// `held` is the room for journalled payloads that wait in the ring for assembly, `inFlight` what
/// all requests between socket and disk may take.
record RingParts(
    RingSettings settings,
    RingWaitStrategy waits,
    InFlightBudget held,
    InFlightBudget inFlight,
    ViewLag lag,
    Failures failures,
    RingTelemetry telemetry,
    TimeSource time) {}
