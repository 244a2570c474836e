package dev.andon.hub.ingest;

import dev.andon.hub.alert.Alert;
import dev.andon.hub.time.SteadyClock;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * What the stations' door finds around it: time, chance, who counts and who is told.
 *
 * @param random for ids
 * @param faults where a test breaks the hub on purpose
 * @param alerts takes what somebody should look at
 */
public record IngestPlatform(
    SteadyClock clock,
    RandomGenerator random,
    MeterRegistry meters,
    Faults faults,
    Consumer<Alert> alerts) {}
