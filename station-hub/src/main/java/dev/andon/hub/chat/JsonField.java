package dev.andon.hub.chat;

/**
 * A field that the gateway does not interpret and hands on.
 *
 * @param name the field's name, unescaped
 * @param value its value as received
 */
public record JsonField(String name, RawJson value) {}
