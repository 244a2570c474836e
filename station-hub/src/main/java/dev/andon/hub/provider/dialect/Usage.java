package dev.andon.hub.provider.dialect;

import dev.andon.hub.money.TokenUsage;

/** Adds up what providers report in their own ways; parts never exceed their whole. Pure. */
public final class Usage {
  private Usage() {}

  public static TokenUsage of(
      long input,
      long cached,
      long cacheWrite,
      long cacheWriteHour,
      long image,
      long audio,
      long output,
      long reasoning) {
    long readCached = Math.min(cached, input);
    long written = Math.min(cacheWrite, input - readCached);
    long heard = Math.min(audio, input);
    return new TokenUsage(
        input,
        readCached,
        written,
        Math.min(cacheWriteHour, written),
        Math.min(image, input - heard),
        heard,
        output,
        Math.min(reasoning, output));
  }
}
