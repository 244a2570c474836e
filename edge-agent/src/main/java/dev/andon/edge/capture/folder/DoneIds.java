package dev.andon.edge.capture.folder;

import java.util.Arrays;
import java.util.BitSet;

/**
 * The ids of files that are done, and which of them the present look has met. 16 to 32 bytes an id,
 * because a folder may hold a million old pictures. Confined to one thread.
 */
final class DoneIds {
  private static final int FIRST = 1 << 10;

  /** Open addressing; 0 is an empty slot, at least half of them are. */
  private long[] slots = new long[FIRST];

  private final BitSet met = new BitSet();
  private final BitSet gone = new BitSet();
  private int size;

  int size() {
    return size;
  }

  /** Adds an id; one that is there stays as it is. */
  void add(long id, boolean isGone) {
    if (2 * (size + 1) > slots.length) {
      resize(slots.length * 2, new long[0]);
    }
    int slot = slot(id);
    if (slots[slot] == 0) {
      slots[slot] = id;
      size++;
      gone.set(slot, isGone);
    }
  }

  /** A file was just done: it is there. */
  void done(long id) {
    add(id, false);
    met.set(slot(id));
  }

  void beginLook() {
    met.clear();
  }

  /** Whether this file is done; remembers that it is there. */
  boolean meet(long id) {
    int slot = slot(id);
    if (slots[slot] == 0) {
      return false;
    }
    met.set(slot);
    return true;
  }

  /** Files that were there before this look and are not now. */
  long[] newlyGone() {
    BitSet which = new BitSet();
    for (int slot = 0; slot < slots.length; slot++) {
      which.set(slot, slots[slot] != 0 && !met.get(slot) && !gone.get(slot));
    }
    return ids(which);
  }

  /** Files that had gone and are there again. */
  long[] back() {
    BitSet which = (BitSet) met.clone();
    which.and(gone);
    return ids(which);
  }

  /** What was returned as gone or back has been stored. */
  void moved(long[] nowGone, long[] nowBack) {
    for (long id : nowGone) {
      gone.set(slot(id));
    }
    for (long id : nowBack) {
      gone.clear(slot(id));
    }
  }

  void remove(long[] ids) {
    if (ids.length > 0) {
      long[] sorted = ids.clone();
      Arrays.sort(sorted);
      resize(slots.length, sorted);
    }
  }

  private long[] ids(BitSet which) {
    return which.stream().mapToLong(slot -> slots[slot]).toArray();
  }

  private int slot(long id) {
    int mask = slots.length - 1;
    int slot = (int) id & mask;
    while (slots[slot] != 0 && slots[slot] != id) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void resize(int length, long[] without) {
    long[] old = slots;
    BitSet oldMet = (BitSet) met.clone();
    BitSet oldGone = (BitSet) gone.clone();
    slots = new long[length];
    met.clear();
    gone.clear();
    size = 0;
    for (int i = 0; i < old.length; i++) {
      if (old[i] != 0 && Arrays.binarySearch(without, old[i]) < 0) {
        int slot = slot(old[i]);
        slots[slot] = old[i];
        met.set(slot, oldMet.get(i));
        gone.set(slot, oldGone.get(i));
        size++;
      }
    }
  }
}
