package dev.andon.edge.triage;

/**
 * Which golden frames belong together.
 *
 * @param variant the product variant
 * @param view camera position or recipe step
 */
public record ViewKey(String variant, String view) {
  @Override
  public String toString() {
    return variant + "/" + view;
  }
}
