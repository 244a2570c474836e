package dev.andon.hub.account;

import static java.util.Objects.requireNonNull;

import dev.andon.hub.money.Owner;
import dev.andon.hub.money.Owners;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a caller with this key may do, and who pays. Holds no secret. Immutable.
 *
 * @param id shown everywhere, for example {@code vk_marco}
 * @param owners from this key up to the plant; always contains the key itself
 * @param allowedModels {@code provider/model}, {@code provider/*} or {@code *}; a model that
 *     matches none is refused
 * @param namespaceFields attributes that wall off cached answers; a request that lacks one
 *     by-passes the cache
 * @param deadline for requests that bring none
 * @param logContent whether request and answer bodies may be kept
 * @param clampOutput whether {@code max_tokens} may be lowered to what the budget still pays for
 * @param fetchHosts hosts from which image URLs may be fetched for providers that take none
 * @param labels for reports; at most 16
 * @param managed where it is changed
 * @param expires first instant it is refused
 * @param revoked refused for good
 */
public record VirtualKey(
    String id,
    Owners owners,
    List<String> allowedModels,
    List<String> namespaceFields,
    Optional<Duration> deadline,
    boolean logContent,
    boolean clampOutput,
    List<String> fetchHosts,
    Map<String, String> labels,
    Managed managed,
    Optional<Instant> expires,
    boolean revoked) {
  /** How the ids of stations' own keys begin; no configured or issued key may be called so. */
  public static final String OF_STATION = "station:";

  private static final int MAX_LABELS = 16;

  /** Where a key is written, and so where it is changed. */
  public enum Managed {
    /** In the hub's YAML; read-only for API and CLI. */
    YAML,
    /** In the store, through API and CLI; not touched by the YAML. */
    API
  }

  public VirtualKey {
    requireNonNull(managed, "managed is null");
    Owner self = new Owner(Owner.Kind.KEY, id);
    owners = owners.with(self);
    allowedModels = List.copyOf(allowedModels);
    namespaceFields = List.copyOf(namespaceFields);
    fetchHosts = List.copyOf(fetchHosts);
    labels = Map.copyOf(labels);
    allowedModels.forEach(VirtualKey::pattern);
    if (labels.size() > MAX_LABELS) {
      throw new IllegalArgumentException(
          "key " + id + " has " + labels.size() + " labels; at most " + MAX_LABELS);
    }
    if (deadline.filter(d -> d.isNegative() || d.isZero()).isPresent()) {
      throw new IllegalArgumentException("key " + id + ": deadline must be above 0");
    }
  }

  /** A key from the YAML that may use these models, with everything else at its default. */
  public static VirtualKey of(String id, Owners owners, List<String> allowedModels) {
    return new VirtualKey(
        id,
        owners,
        allowedModels,
        List.of(),
        Optional.empty(),
        false,
        false,
        List.of(),
        Map.of(),
        Managed.YAML,
        Optional.empty(),
        false);
  }

  /**
   * Checks a name that somebody chose for a key.
   *
   * @throws IllegalArgumentException if it is one of the hub's own
   */
  public static String chosenId(String id) {
    if (id.startsWith(OF_STATION)) {
      throw new IllegalArgumentException(
          "key id '"
              + id
              + "' begins with '"
              + OF_STATION
              + "', as only the keys do that stations"
              + " have without configuration; choose another id");
    }
    return id;
  }

  /** Whether it may use {@code provider/model}. Nothing is allowed that is not listed. */
  public boolean allows(String model) {
    return allowedModels.stream().anyMatch(pattern -> matches(pattern, model));
  }

  /** Whether any model of that provider is allowed. */
  public boolean allowsProvider(String provider) {
    return allowedModels.stream().anyMatch(p -> p.equals("*") || p.startsWith(provider + "/"));
  }

  /** The same rights with one more owner. */
  public VirtualKey withOwner(Owner owner) {
    return new VirtualKey(
        id,
        owners.with(owner),
        allowedModels,
        namespaceFields,
        deadline,
        logContent,
        clampOutput,
        fetchHosts,
        labels,
        managed,
        expires,
        revoked);
  }

  private static boolean matches(String pattern, String model) {
    return pattern.equals("*")
        || pattern.equals(model)
        || (pattern.endsWith("/*") && model.startsWith(pattern.substring(0, pattern.length() - 1)));
  }

  private static void pattern(String pattern) {
    int star = pattern.indexOf('*');
    boolean wellPlaced =
        star < 0 || pattern.equals("*") || (pattern.endsWith("/*") && star == pattern.length() - 1);
    if (pattern.isBlank() || !wellPlaced) {
      throw new IllegalArgumentException(
          "allowed model '" + pattern + "' must be provider/model, provider/* or *");
    }
  }
}
