package dev.andon.hub.routing;

import dev.andon.hub.exchange.Trail;
import dev.andon.hub.provider.AttemptLimits;
import dev.andon.hub.provider.Provider;
import dev.andon.hub.provider.ProviderKey;

/**
 * One attempt that routing wants made.
 *
 * @param number from 1, unique in the request
 * @param cause why it is made
 */
public record AttemptOrder(
    int number,
    Trail.Cause cause,
    Candidate candidate,
    Provider provider,
    ProviderKey key,
    AttemptLimits limits) {}
