package dev.andon.hub.chat;

/** Whether the model may, must or must not call a tool. */
public sealed interface ToolChoice {
  /** The model decides. */
  record Auto() implements ToolChoice {}

  /** No tool. */
  record None() implements ToolChoice {}

  /** Some tool. */
  record Any() implements ToolChoice {}

  /** This tool. */
  record Named(String name) implements ToolChoice {}

  /** A choice in a form that belongs to one dialect. */
  record Opaque(WireFormat dialect, RawJson json) implements ToolChoice {}
}
