package dev.andon.hub.money;

/**
 * Tokens of one attempt, in one shape for every provider. {@code input} is everything read, {@code
 * output} everything written: {@code cachedInput} (read from the provider's prompt cache), {@code
 * cacheWrite} (written to it), {@code image} and {@code audio} are parts of {@code input}; {@code
 * cacheWriteHour} (kept for an hour, not for minutes) is a part of {@code cacheWrite}, {@code
 * reasoning} of {@code output}. A provider that reports parts apart (Anthropic's cache tokens,
 * Gemini's thoughts) is added up where its answer is translated. Immutable.
 */
public record TokenUsage(
    long input,
    long cachedInput,
    long cacheWrite,
    long cacheWriteHour,
    long image,
    long audio,
    long output,
    long reasoning) {
  public static final TokenUsage NONE = new TokenUsage(0, 0, 0, 0, 0, 0, 0, 0);

  public TokenUsage {
    part("cachedInput", cachedInput, "input", input);
    part("cacheWrite", cacheWrite, "input", input);
    part("cachedInput + cacheWrite", cachedInput + cacheWrite, "input", input);
    part("cacheWriteHour", cacheWriteHour, "cacheWrite", cacheWrite);
    part("image", image, "input", input);
    part("audio", audio, "input", input);
    part("image + audio", image + audio, "input", input);
    part("reasoning", reasoning, "output", output);
  }

  /** Input and output alone; all parts zero. */
  public static TokenUsage of(long input, long output) {
    return new TokenUsage(input, 0, 0, 0, 0, 0, output, 0);
  }

  public TokenUsage withCachedInput(long tokens) {
    return new TokenUsage(
        input, tokens, cacheWrite, cacheWriteHour, image, audio, output, reasoning);
  }

  /**
   * With so many tokens written to the cache.
   *
   * @param hour of them kept for an hour
   */
  public TokenUsage withCacheWrite(long tokens, long hour) {
    return new TokenUsage(input, cachedInput, tokens, hour, image, audio, output, reasoning);
  }

  public TokenUsage withImage(long tokens) {
    return new TokenUsage(
        input, cachedInput, cacheWrite, cacheWriteHour, tokens, audio, output, reasoning);
  }

  public TokenUsage withAudio(long tokens) {
    return new TokenUsage(
        input, cachedInput, cacheWrite, cacheWriteHour, image, tokens, output, reasoning);
  }

  public TokenUsage withReasoning(long tokens) {
    return new TokenUsage(
        input, cachedInput, cacheWrite, cacheWriteHour, image, audio, output, tokens);
  }

  public TokenUsage plus(TokenUsage other) {
    return new TokenUsage(
        Math.addExact(input, other.input),
        Math.addExact(cachedInput, other.cachedInput),
        Math.addExact(cacheWrite, other.cacheWrite),
        Math.addExact(cacheWriteHour, other.cacheWriteHour),
        Math.addExact(image, other.image),
        Math.addExact(audio, other.audio),
        Math.addExact(output, other.output),
        Math.addExact(reasoning, other.reasoning));
  }

  public long total() {
    return Math.addExact(input, output);
  }

  private static void part(String name, long tokens, String wholeName, long whole) {
    if (tokens < 0 || tokens > whole) {
      throw new IllegalArgumentException(
          name
              + " is "
              + tokens
              + " tokens; it must be from 0 to "
              + wholeName
              + " ("
              + whole
              + ")");
    }
  }
}
