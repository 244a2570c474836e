package dev.andon.hub.account;

import dev.andon.hub.money.Owner;
import dev.andon.hub.money.Owners;
import dev.andon.hub.request.Caller;
import dev.andon.hub.request.Checked;
import java.util.List;
import java.util.Optional;

/**
 * The one rule for the virtual key that a station's escalations are asked with:
 *
 * <ol>
 *   <li>the key that says {@code station: NAME}, unless it names another line;
 *   <li>else the key whose id is the line's name and that says {@code line: NAME} and no station;
 *   <li>else a key of the station's own, which no caller can present and which may use {@code
 *       allowedModels}.
 * </ol>
 *
 * <p>What a station calls itself never finds a key that does not name it. A key that is found and
 * has expired or was revoked is refused; the next in the list does not take its place. Station,
 * line and plant always pay. Thread-safe.
 *
 * @param allowedModels for stations without a key of their own
 */
public record StationVirtualKeys(Keys keys, List<String> allowedModels) {
  public StationVirtualKeys {
    allowedModels = List.copyOf(allowedModels);
  }

  Checked<VirtualKey> of(Caller.Station station) {
    Owner self = new Owner(Owner.Kind.STATION, station.account());
    Owner line = new Owner(Owner.Kind.LINE, station.line());
    Owner plant = new Owner(Owner.Kind.PLANT, station.plant());
    return keys.first(key -> isOfStation(key, self, line))
        .or(() -> keys.first(key -> isOfLine(key, line)))
        .map(found -> chargedTo(found, self, line, plant))
        .orElseGet(() -> new Checked.Go<>(implicit(self, line, plant)));
  }

  /** Whether the key pays for the frames of that station of that line. */
  public static boolean isOfStation(VirtualKey key, Owner station, Owner line) {
    Optional<String> named = key.owners().id(Owner.Kind.LINE);
    return key.owners().chain().contains(station)
        && (named.isEmpty() || named.get().equals(line.id()));
  }

  /** Whether the key pays for the frames of that line's stations that have none of their own. */
  public static boolean isOfLine(VirtualKey key, Owner line) {
    return key.id().equals(line.id())
        && key.owners().chain().contains(line)
        && key.owners().id(Owner.Kind.STATION).isEmpty();
  }

  private static Checked<VirtualKey> chargedTo(
      Checked<VirtualKey> found, Owner self, Owner line, Owner plant) {
    return switch (found) {
      case Checked.Stop<VirtualKey> refused -> refused;
      case Checked.Go<VirtualKey>(VirtualKey key) ->
          new Checked.Go<>(key.withOwner(self).withOwner(line).withOwner(plant));
    };
  }

  private VirtualKey implicit(Owner self, Owner line, Owner plant) {
    String id = VirtualKey.OF_STATION + line.id() + ":" + self.id();
    return VirtualKey.of(id, Owners.of(self, line, plant), allowedModels);
  }
}
