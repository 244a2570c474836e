package dev.andon.vision;

/** Numbers in a file of one byte order; what lies behind its end reads as 0. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record FileBytes(byte[] bytes, boolean littleEndian) {
  int length() {
    return bytes.length;
  }

  boolean startsWith(int at, int... wanted) {
    for (int i = 0; i < wanted.length; i++) {
      if (u8(at + i) != wanted[i] || at + i >= bytes.length) {
        return false;
      }
    }
    return true;
  }

  int u8(long at) {
    return at >= 0 && at < bytes.length ? bytes[(int) at] & 0xFF : 0;
  }

  int u16(long at) {
    return littleEndian ? u8(at) | (u8(at + 1) << 8) : (u8(at) << 8) | u8(at + 1);
  }

  long u32(long at) {
    return littleEndian
        ? u16(at) | ((long) u16(at + 2) << 16)
        : ((long) u16(at) << 16) | u16(at + 2);
  }
}
