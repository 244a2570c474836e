package dev.andon.sandbox.provider;

import dev.andon.hub.provider.ProviderKind;

class AnthropicFaultsTest extends DialectFaultsContract {
  @Override
  ProviderKind kind() {
    return ProviderKind.ANTHROPIC;
  }

  @Override
  String basePath() {
    return "";
  }
}
