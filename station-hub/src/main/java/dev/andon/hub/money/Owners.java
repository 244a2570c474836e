package dev.andon.hub.money;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * All who answer for one request, from the key up to the plant; at most one of each kind. A cap of
 * any of them binds the request. Immutable.
 */
public record Owners(List<Owner> chain) {
  public Owners {
    chain = chain.stream().sorted().toList();
    if (chain.isEmpty()) {
      throw new IllegalArgumentException("a request needs at least one owner that pays for it");
    }
    for (int i = 1; i < chain.size(); i++) {
      if (chain.get(i).kind() == chain.get(i - 1).kind()) {
        throw new IllegalArgumentException(
            "two owners of one kind: " + chain.get(i - 1) + " and " + chain.get(i));
      }
    }
  }

  public static Owners of(Owner... owners) {
    return new Owners(List.of(owners));
  }

  public Optional<String> id(Owner.Kind kind) {
    return chain.stream().filter(o -> o.kind() == kind).map(Owner::id).findFirst();
  }

  /** This chain with {@code owner} added, in place of one of the same kind. */
  public Owners with(Owner owner) {
    return new Owners(
        Stream.concat(chain.stream().filter(o -> o.kind() != owner.kind()), Stream.of(owner))
            .toList());
  }
}
