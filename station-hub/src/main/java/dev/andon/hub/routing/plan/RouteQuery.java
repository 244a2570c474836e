package dev.andon.hub.routing.plan;

import dev.andon.hub.chat.ModelName;
import dev.andon.hub.request.Attributes;
import dev.andon.hub.request.RequestLane;

/**
 * What routes match on.
 *
 * @param keyId the virtual key's id
 */
public record RouteQuery(ModelName model, String keyId, RequestLane lane, Attributes attributes) {}
