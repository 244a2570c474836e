package dev.andon.sandbox.provider;

import dev.andon.hub.provider.ProviderKind;

class BedrockFaultsTest extends DialectFaultsContract {
  @Override
  ProviderKind kind() {
    return ProviderKind.BEDROCK;
  }

  @Override
  String basePath() {
    return "";
  }

  @Override
  String key() {
    return "AKIAEXAMPLE123:wJalrSecretOfTests";
  }

  @Override
  String presented() {
    return "AKIAEXAMPLE123";
  }
}
