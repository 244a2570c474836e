package dev.andon.sandbox.provider;

import dev.andon.hub.provider.ProviderKind;

class OpenAiFaultsTest extends DialectFaultsContract {
  @Override
  ProviderKind kind() {
    return ProviderKind.OPENAI;
  }

  @Override
  String basePath() {
    return "/v1";
  }
}
