package dev.andon.edge.triage;

import java.util.Comparator;

/**
 * Which golden frames belong together.
 *
 * @param variant the product variant
 * @param view camera position or recipe step
 */
public record ViewKey(String variant, String view) {
  /** By variant, then by view. */
  public static final Comparator<ViewKey> BY_NAME =
      Comparator.comparing(ViewKey::variant).thenComparing(ViewKey::view);

  @Override
  public String toString() {
    return variant + "/" + view;
  }
}
