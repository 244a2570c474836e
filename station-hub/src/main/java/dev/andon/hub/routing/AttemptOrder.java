package dev.andon.hub.routing;

import dev.andon.hub.provider.api.AttemptLimits;
import dev.andon.hub.provider.api.Provider;
import dev.andon.hub.provider.api.ProviderKey;
import dev.andon.hub.request.Trail;
import dev.andon.hub.routing.plan.Candidate;

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
