package dev.andon.hub.routing.plan;

import dev.andon.hub.chat.ModelName;
import dev.andon.hub.request.Attributes;
import dev.andon.hub.request.Lane;

/**
 * What routes match on.
 *
 * @param keyId the virtual key's id
 */
public record Asked(ModelName model, String keyId, Lane lane, Attributes attributes) {}
