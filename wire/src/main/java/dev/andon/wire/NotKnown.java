package dev.andon.wire;

import java.util.UUID;

/**
 * The station has never asked about that escalation: it keeps nothing, and the verdict is not
 * delivered. The hub goes on sending it, so that the station that did ask gets it.
 *
 * @param provisional whether the verdict was a provisional one
 */
public record NotKnown(UUID escalationId, boolean provisional) implements WireMessage {}
