package dev.andon.hub.chat;

import dev.andon.hub.money.TokenUsage;

/**
 * The answer to an {@link Embed}.
 *
 * @param data OpenAI's {@code data} array, as received
 */
public record Embedding(String model, RawJson data, TokenUsage usage) implements Reply {}
