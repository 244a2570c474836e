package dev.andon.edge.uplink;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * What a broker says, with its goodbyes in full. MQTT 5 §3.14.2.2.1 lets a broker leave out the
 * length of the properties where DISCONNECT has none; Paho (mqttv5 1.2.5, {@code MqttDisconnect})
 * reads it all the same and reports an EOFException in place of the reason. So {@code E0 01 reason}
 * becomes {@code E0 02 reason 00}; every other packet passes as it is. Read by one thread.
 */
final class WholeGoodbyes extends FilterInputStream {
  private static final int DISCONNECT = 0xe0;
  private static final byte[] NONE = {};

  private byte[] mended = NONE;
  private int given;
  private boolean inLength;
  private int length;
  private int shift;
  private int body;

  WholeGoodbyes(InputStream in) {
    super(in);
  }

  @Override
  public int read() throws IOException {
    if (given < mended.length) {
      return mended[given++] & 0xff;
    }
    int next = in.read();
    if (next >= 0) {
      took(next);
    }
    return next;
  }

  @Override
  public int read(byte[] bytes, int offset, int wanted) throws IOException {
    if (wanted == 0) {
      return 0;
    }
    if (given == mended.length && body > 0) {
      int count = in.read(bytes, offset, Math.min(wanted, body));
      body -= Math.max(0, count);
      return count;
    }
    int next = read();
    if (next < 0) {
      return -1;
    }
    bytes[offset] = (byte) next;
    return 1;
  }

  private void took(int next) throws IOException {
    if (body > 0) {
      body--;
    } else if (inLength) {
      lengthPart(next);
    } else {
      inLength = true;
      length = 0;
      shift = 0;
      if (next == DISCONNECT) {
        mend();
      }
    }
  }

  private void lengthPart(int part) {
    length |= (part & 0x7f) << shift;
    shift += 7;
    if (part < 0x80) {
      inLength = false;
      body = length;
    }
  }

  /** Reads the length of a goodbye, and its reason where there is nothing else. */
  private void mend() throws IOException {
    int part = in.read();
    if (part < 0) {
      return;
    }
    if (part != 1) {
      lengthPart(part);
      give(new byte[] {(byte) part});
      return;
    }
    int reason = in.read();
    inLength = false;
    give(reason < 0 ? new byte[] {1} : new byte[] {2, (byte) reason, 0});
  }

  private void give(byte[] bytes) {
    mended = bytes;
    given = 0;
  }

  @Override
  public int available() throws IOException {
    return mended.length - given + in.available();
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}
