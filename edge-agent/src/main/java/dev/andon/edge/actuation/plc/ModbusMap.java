package dev.andon.edge.actuation.plc;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Where in a controller's memory everything stands. Addresses are those of the protocol: they begin
 * at 0.
 *
 * @param register the holding register whose bits these are; absent where they are coils
 * @param bits coils 0 to 65535, or bits 0 (lowest) to 15 of the register; accept, reject and valid
 *     at least
 * @param sequence holding register for the running number of a result
 * @param part holding register for the number at the end of the part's id
 */
public record ModbusMap(
    OptionalInt register, Map<ModbusBit, Integer> bits, OptionalInt sequence, OptionalInt part) {
  private static final int LAST_ADDRESS = 65_535;
  private static final int LAST_BIT = 15;
  private static final List<ModbusBit> NEEDED =
      List.of(ModbusBit.ACCEPT, ModbusBit.REJECT, ModbusBit.VALID);

  /** Refuses a map that no controller can follow. */
  public ModbusMap {
    bits = Map.copyOf(bits);
    checkBits(bits, register.isPresent() ? LAST_BIT : LAST_ADDRESS);
    Map<Integer, String> registers = new HashMap<>();
    checkRegister(registers, "register", register);
    checkRegister(registers, "sequence", sequence);
    checkRegister(registers, "part", part);
    if (register.isPresent() && bits.containsKey(ModbusBit.ACKNOWLEDGE)) {
      throw new IllegalArgumentException(
          "modbus acknowledge needs coils: the agent alone writes register "
              + register.getAsInt()
              + "; leave register out, or acknowledge");
    }
  }

  private static void checkBits(Map<ModbusBit, Integer> bits, int last) {
    Map<Integer, String> taken = new HashMap<>();
    for (ModbusBit bit : ModbusBit.values()) {
      Integer place = bits.get(bit);
      if (place != null) {
        check(bit.key(), place, last);
        apart(taken, place, bit.key());
      } else if (NEEDED.contains(bit)) {
        throw new IllegalArgumentException("line output of kind modbus needs " + bit.key());
      }
    }
  }

  private static void checkRegister(Map<Integer, String> taken, String key, OptionalInt register) {
    register.ifPresent(
        place -> {
          check(key, place, LAST_ADDRESS);
          apart(taken, place, key);
        });
  }

  private static void check(String key, int place, int last) {
    if (place < 0 || place > last) {
      throw new IllegalArgumentException(
          "modbus " + key + " must be 0 to " + last + ", but is " + place);
    }
  }

  private static void apart(Map<Integer, String> taken, int place, String key) {
    String other = taken.putIfAbsent(place, key);
    if (other != null) {
      throw new IllegalArgumentException("modbus " + other + " and " + key + " are both " + place);
    }
  }

  boolean has(ModbusBit bit) {
    return bits.containsKey(bit);
  }

  /** Throws where it has none. */
  int place(ModbusBit bit) {
    Integer place = bits.get(bit);
    if (place == null) {
      throw new IllegalStateException("no place for " + bit.key());
    }
    return place;
  }

  /** The bits that say what the result is; only those it has. */
  Set<ModbusBit> results() {
    Set<ModbusBit> results = EnumSet.of(ModbusBit.ACCEPT, ModbusBit.REJECT);
    if (has(ModbusBit.HOLD)) {
      results.add(ModbusBit.HOLD);
    }
    return results;
  }
}
