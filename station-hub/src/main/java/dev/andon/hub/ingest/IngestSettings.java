package dev.andon.hub.ingest;

import dev.andon.hub.account.Roster;
import dev.andon.hub.ingest.station.InflowConfig;
import java.util.Currency;

/**
 * What a configuration says of the stations' door.
 *
 * @param plant the plant whose stations are heard
 * @param currency of verdicts that cost nothing
 * @param maxMessageBytes the largest message that is read
 * @param roster which stations are served
 * @param inflow how fast each may speak
 */
public record IngestSettings(
    String plant,
    Currency currency,
    IngestConfig escalations,
    int maxMessageBytes,
    Roster roster,
    InflowConfig inflow) {}
