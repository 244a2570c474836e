package dev.andon.sandbox.provider;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * One message of Amazon's event stream encoding: total and header length, their CRC, headers with
 * text values (type 7), payload, CRC of all before it; numbers big-endian.
 */
final class EventStreamFrame {

  private static final int PRELUDE = 12;
  private static final int TRAILER = 4;
  private static final byte TEXT = 7;

  private EventStreamFrame() {}

  static byte[] of(Map<String, String> headers, byte[] payload) {
    byte[] head = headers(headers);
    byte[] bytes = new byte[PRELUDE + head.length + payload.length + TRAILER];
    ByteBuffer frame = ByteBuffer.wrap(bytes);
    frame.putInt(bytes.length).putInt(head.length);
    frame.putInt(crc(bytes, 8));
    frame.put(head).put(payload);
    frame.putInt(crc(bytes, bytes.length - TRAILER));
    return bytes;
  }

  private static byte[] headers(Map<String, String> headers) {
    ByteBuffer bytes = ByteBuffer.allocate(4096);
    headers.forEach(
        (name, value) -> {
          byte[] key = name.getBytes(StandardCharsets.UTF_8);
          byte[] text = value.getBytes(StandardCharsets.UTF_8);
          bytes.put((byte) key.length).put(key).put(TEXT);
          bytes.putShort((short) text.length).put(text);
        });
    byte[] all = new byte[bytes.position()];
    bytes.flip().get(all);
    return all;
  }

  private static int crc(byte[] bytes, int length) {
    CRC32 crc = new CRC32();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }
}
