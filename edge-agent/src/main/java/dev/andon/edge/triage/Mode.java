package dev.andon.edge.triage;

/** By what a view tells good parts from bad ones. */
public enum Mode {
  /** Pixels beside those of golden frames: for parts that lie over one another. */
  PIXELS,
  /** Distance to remembered patches: for parts that lie as they like. */
  PATCHES;

  @Override
  public String toString() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
