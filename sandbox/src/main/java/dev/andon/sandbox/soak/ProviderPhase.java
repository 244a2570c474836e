package dev.andon.sandbox.soak;

import java.util.Locale;

/** How the scripted provider behaves for a time. */
enum ProviderPhase {
  HEALTHY("healthy"),
  RATE_LIMITED("answers 429"),
  SERVER_ERROR("answers 500"),
  GARBAGE("answers garbage"),
  TRUNCATED("breaks answers off"),
  SILENT("is silent"),
  CLOSES_IDLE("closes idle connections");

  private final String word;

  ProviderPhase(String word) {
    this.word = word;
  }

  String word() {
    return word;
  }

  /** One line of the provider's standard input. */
  String command() {
    return name().toLowerCase(Locale.ROOT);
  }

  static ProviderPhase of(String command) {
    return valueOf(command.strip().toUpperCase(Locale.ROOT));
  }
}
