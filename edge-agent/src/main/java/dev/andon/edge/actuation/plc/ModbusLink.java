package dev.andon.edge.actuation.plc;

import dev.andon.edge.actuation.LineCommand;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A connection to a Modbus server. It knows how its bits stand, so that a register that holds them
 * all is written whole. Confined to one thread.
 */
final class ModbusLink implements PlcLink {
  private final ModbusCalls calls;
  private final ModbusMap map;
  private final Set<ModbusBit> up = EnumSet.noneOf(ModbusBit.class);

  ModbusLink(ModbusCalls calls, ModbusMap map) {
    this.calls = calls;
    this.map = map;
  }

  void open() throws IOException, InterruptedException {
    calls.connect();
  }

  @Override
  public int lastSequence() throws IOException, InterruptedException {
    return map.sequence().isPresent() ? calls.register(map.sequence().getAsInt()) : 0;
  }

  @Override
  public void show(LineCommand command, int sequence) throws IOException, InterruptedException {
    if (map.part().isPresent()) {
      calls.register(map.part().getAsInt(), PartNumber.of(command.partId()));
    }
    if (map.sequence().isPresent()) {
      calls.register(map.sequence().getAsInt(), sequence);
    }
    ModbusBit result =
        switch (command.signal()) {
          case ACCEPT -> ModbusBit.ACCEPT;
          case REJECT -> ModbusBit.REJECT;
          case HOLD -> ModbusBit.HOLD;
        };
    up.add(result);
    write(map.results());
    up.add(ModbusBit.VALID);
    write(EnumSet.of(ModbusBit.VALID));
  }

  @Override
  public boolean acknowledged() throws IOException, InterruptedException {
    return map.has(ModbusBit.ACKNOWLEDGE) && calls.coil(map.place(ModbusBit.ACKNOWLEDGE));
  }

  @Override
  public void clear() throws IOException, InterruptedException {
    up.remove(ModbusBit.VALID);
    write(EnumSet.of(ModbusBit.VALID));
    up.removeAll(map.results());
    write(map.results());
  }

  @Override
  public void beat(boolean on) throws IOException, InterruptedException {
    if (on) {
      up.add(ModbusBit.ALIVE);
    } else {
      up.remove(ModbusBit.ALIVE);
    }
    write(EnumSet.of(map.has(ModbusBit.ALIVE) ? ModbusBit.ALIVE : ModbusBit.VALID));
  }

  @Override
  public void close() {
    calls.disconnect();
  }

  private void write(Set<ModbusBit> changed) throws IOException, InterruptedException {
    if (map.register().isPresent()) {
      calls.register(map.register().getAsInt(), word());
    } else {
      writeCoils(changed);
    }
  }

  private int word() {
    int word = 0;
    for (ModbusBit bit : map.bits().keySet()) {
      if (up.contains(bit)) {
        word |= 1 << map.place(bit);
      }
    }
    return word;
  }

  /** Neighbours go in one request, so that the controller sees them change at once. */
  private void writeCoils(Set<ModbusBit> changed) throws IOException, InterruptedException {
    SortedMap<Integer, Boolean> left = new TreeMap<>();
    changed.forEach(bit -> left.put(map.place(bit), up.contains(bit)));
    while (!left.isEmpty()) {
      int first = left.firstKey();
      int end = first;
      while (left.containsKey(end)) {
        end++;
      }
      writeRun(first, left.subMap(first, end));
      left.subMap(first, end).clear();
    }
  }

  private void writeRun(int first, SortedMap<Integer, Boolean> run)
      throws IOException, InterruptedException {
    if (run.size() == 1) {
      calls.coil(first, run.containsValue(true));
      return;
    }
    boolean[] on = new boolean[run.size()];
    run.forEach((address, value) -> on[address - first] = value);
    calls.coils(first, on);
  }
}
