package dev.andon.hub.cache;

import dev.andon.hub.chat.Chat;
import dev.andon.hub.request.Namespace;
import java.util.Optional;

/**
 * What is asked of the cache. Two questions may share an answer only if every field is equal.
 *
 * @param namespace the wall around the answer; without one the cache is by-passed
 * @param chat the request, images included
 * @param target what would answer: the model or the route with its candidates, so that a changed
 *     route does not serve the old model's answers
 * @param promptVersion version of the prompt template; empty where the caller wrote its own prompt
 */
public record Question(
    Optional<Namespace> namespace, Chat chat, String target, String promptVersion) {}
