package dev.andon.hub.price;

import java.time.LocalDate;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Prices by model and day. A model that is not in the book has no price, and so cannot be asked,
 * unless a default is configured. Immutable.
 */
public final class PriceBook {
  /** Bytes of framing a provider may add to a request, beyond its text, in tokens. */
  static final long OVERHEAD_TOKENS = 512;

  /** The same for each message. */
  static final long OVERHEAD_PER_MESSAGE = 16;

  private final String version;
  private final Map<String, TreeMap<LocalDate, Price>> prices = new HashMap<>();
  private final Optional<Price> fallback;

  /**
   * An edition of the book.
   *
   * @param version names this edition, for example its date
   * @param fallback for models that are not listed
   */
  public PriceBook(String version, Collection<Price> prices, Optional<Price> fallback) {
    this.version = version;
    this.fallback = fallback;
    for (Price price : prices) {
      Price twin =
          this.prices
              .computeIfAbsent(price.model(), m -> new TreeMap<>())
              .put(price.since(), price);
      if (twin != null) {
        throw new IllegalArgumentException(
            "two prices for " + price.model() + " since " + price.since() + "; keep one");
      }
    }
  }

  public String version() {
    return version;
  }

  /** Every model that is listed, sorted. */
  public List<String> models() {
    return prices.keySet().stream().sorted().toList();
  }

  /** All dated prices of a model, oldest first. */
  public List<Price> history(String model) {
    return List.copyOf(prices.getOrDefault(model, new TreeMap<>()).values());
  }

  /**
   * The price on that day, or the default's; empty where there is neither: the model must be
   * refused.
   */
  public Optional<Price> on(String model, LocalDate day) {
    Map.Entry<LocalDate, Price> entry = prices.getOrDefault(model, new TreeMap<>()).floorEntry(day);
    return entry != null ? Optional.of(entry.getValue()) : fallback;
  }

  /** What the ledger keeps to find this price again. */
  public String versionOf(Price price) {
    return version + "/" + price.model() + "@" + price.since();
  }

  /**
   * A true upper bound: each byte of text can be one token at most, images by the provider's rule,
   * and the input is never longer than the context that the provider accepts.
   */
  public static long inputBound(Price price, RequestShape shape) {
    long images = 0;
    for (RequestShape.Image image : shape.images()) {
      images = Math.addExact(images, price.images().tokens(image.width(), image.height()));
    }
    long framing = OVERHEAD_TOKENS + OVERHEAD_PER_MESSAGE * shape.messages();
    return Math.min(
        price.contextTokens(), Math.addExact(Math.addExact(shape.textBytes(), framing), images));
  }

  /** The bound per choice: what the request allows, and never more than the model writes. */
  public static long outputBound(Price price, RequestShape shape) {
    return shape.maxOutputTokens().isPresent()
        ? Math.min(shape.maxOutputTokens().getAsInt(), price.maxOutputTokens())
        : price.maxOutputTokens();
  }
}
