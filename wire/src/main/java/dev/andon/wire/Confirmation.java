package dev.andon.wire;

import java.util.UUID;

/**
 * The station has stored a verdict; the hub stops sending it.
 *
 * @param provisional whether the stored verdict was the provisional one
 */
public record Confirmation(UUID escalationId, boolean provisional) implements WireMessage {}
