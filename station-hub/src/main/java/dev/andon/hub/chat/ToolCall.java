package dev.andon.hub.chat;

/**
 * A call that a model wants made.
 *
 * @param id the provider's id of the call
 * @param name the tool
 * @param arguments the arguments as JSON text, exactly as the model wrote them; may be invalid JSON
 */
public record ToolCall(String id, String name, String arguments) {}
