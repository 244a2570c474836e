package dev.andon.edge.uplink;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WholeGoodbyesTest {
  private static final byte[] SHORT = {(byte) 0xe0, 1, (byte) 0x8e};
  private static final byte[] WHOLE = {(byte) 0xe0, 2, (byte) 0x8e, 0};

  private static InputStream saying(byte[] bytes) {
    return new WholeGoodbyes(new ByteArrayInputStream(bytes));
  }

  @Test
  void a_goodbye_in_short_form_gets_its_empty_properties() throws IOException {
    assertThat(saying(SHORT).readAllBytes()).isEqualTo(WHOLE);
  }

  @Test
  void goodbyes_that_need_nothing_or_are_cut_off_pass_as_they_are() throws IOException {
    for (byte[] as :
        new byte[][] {
          WHOLE, {(byte) 0xe0, 0}, {(byte) 0xe0}, {(byte) 0xe0, 1}, {(byte) 0xe0, 4, 0x11, 2, 7, 7}
        }) {
      assertThat(saying(as).readAllBytes()).isEqualTo(as);
    }
  }

  @Test
  void packets_of_any_size_pass_byte_for_byte_and_their_content_is_no_goodbye() throws IOException {
    Random random = new Random(8);
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    for (int size : new int[] {0, 1, 3, 127, 128, 16_383, 16_384, 70_000}) {
      byte[] body = new byte[size];
      for (int i = 0; i < size; i++) {
        body[i] = SHORT[random.nextInt(SHORT.length)];
      }
      said.write(0x30);
      writeLength(said, size);
      said.write(body);
    }
    byte[] packets = said.toByteArray();
    said.write(SHORT);
    byte[] read = read(saying(said.toByteArray()), random);
    assertThat(read).startsWith(packets).endsWith(WHOLE).hasSize(packets.length + WHOLE.length);
  }

  private static void writeLength(ByteArrayOutputStream to, int size) {
    int left = size;
    do {
      to.write(left > 0x7f ? (left & 0x7f) | 0x80 : left);
      left >>= 7;
    } while (left > 0);
  }

  /** In pieces of all sizes, as sockets are read. */
  private static byte[] read(InputStream in, Random random) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] some = new byte[300];
    for (int count = 0; count >= 0; count = in.read(some, 0, 1 + random.nextInt(some.length))) {
      all.write(some, 0, count);
      if (random.nextBoolean()) {
        int one = in.read();
        all.write(one < 0 ? NOTHING : new byte[] {(byte) one});
      }
    }
    return all.toByteArray();
  }

  private static final byte[] NOTHING = {};
}
