package dev.andon.hub.routing;

import dev.andon.hub.exchange.Attributes;
import dev.andon.hub.exchange.Lane;
import dev.andon.hub.exchange.ModelName;

/**
 * What routes match on.
 *
 * @param keyId the virtual key's id
 */
public record Asked(ModelName model, String keyId, Lane lane, Attributes attributes) {}
