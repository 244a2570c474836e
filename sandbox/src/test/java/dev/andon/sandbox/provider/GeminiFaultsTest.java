package dev.andon.sandbox.provider;

import dev.andon.hub.provider.ProviderKind;

class GeminiFaultsTest extends DialectFaultsContract {
  @Override
  ProviderKind kind() {
    return ProviderKind.GEMINI;
  }

  @Override
  String basePath() {
    return "";
  }
}
