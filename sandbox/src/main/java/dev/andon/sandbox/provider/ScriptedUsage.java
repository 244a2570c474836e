package dev.andon.sandbox.provider;

/**
 * Tokens of one request.
 *
 * @param prompt all tokens of the request, the cached ones among them
 * @param cached tokens of the request that the provider had seen before
 * @param completion tokens of the answer
 */
public record ScriptedUsage(long prompt, long cached, long completion) {

  public ScriptedUsage {
    if (cached < 0 || prompt < cached || completion < 0) {
      throw new IllegalArgumentException(
          "usage must hold 0 <= cached <= prompt and 0 <= completion: %d, %d, %d"
              .formatted(prompt, cached, completion));
    }
  }

  public long total() {
    return prompt + completion;
  }
}
