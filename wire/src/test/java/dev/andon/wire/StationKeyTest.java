package dev.andon.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class StationKeyTest {
  private static final StationId STATION = StationId.parse("bologna/line-1/st-04");
  private static final String VERDICT = new Topic.Down(STATION, Topic.DownChannel.VERDICT).text();
  private static final byte[] SECRET = new byte[StationKey.BYTES];

  private final StationKey key = StationKey.derive(SECRET, STATION);
  private final byte[] body = "pass".getBytes(StandardCharsets.UTF_8);

  @Test
  void what_the_hub_signed_is_known_as_its_own() {
    assertThat(key.signed(VERDICT, key.sign(VERDICT, body))).isTrue();
  }

  @Test
  void another_topic_another_body_or_another_key_is_no_proof() {
    Signed signed = key.sign(VERDICT, body);
    String receipt = new Topic.Down(STATION, Topic.DownChannel.RECEIPT).text();
    StationId neighbour = StationId.parse("bologna/line-1/st-05");
    String theirs = new Topic.Down(neighbour, Topic.DownChannel.VERDICT).text();
    assertThat(key.signed(receipt, signed)).isFalse();
    assertThat(key.signed(theirs, signed)).isFalse();
    assertThat(StationKey.derive(SECRET, neighbour).signed(VERDICT, signed)).isFalse();
    byte[] other = "fail".getBytes(StandardCharsets.UTF_8);
    assertThat(
            key.signed(
                VERDICT, new Signed(signed.algorithm(), signed.keyId(), signed.mac(), other)))
        .isFalse();
    assertThat(key.signed(VERDICT, new Signed("none", signed.keyId(), signed.mac(), body)))
        .isFalse();
  }

  @Test
  void no_bit_of_the_proof_may_be_another() {
    Signed signed = key.sign(VERDICT, body);
    for (int bit = 0; bit < signed.mac().length * 8; bit++) {
      byte[] mac = signed.mac().clone();
      mac[bit / 8] ^= (byte) (1 << bit % 8);
      assertThat(key.signed(VERDICT, new Signed(signed.algorithm(), signed.keyId(), mac, body)))
          .as("bit %d", bit)
          .isFalse();
    }
    byte[] cut = java.util.Arrays.copyOf(signed.mac(), 16);
    assertThat(key.signed(VERDICT, new Signed(signed.algorithm(), signed.keyId(), cut, body)))
        .isFalse();
  }

  @Test
  void lines_and_plants_with_the_same_station_name_have_different_keys() {
    assertThat(
            java.util.stream.Stream.of(
                    "bologna/line-1/st-04", "bologna/line-9/st-04", "modena/line-1/st-04")
                .map(id -> StationKey.derive(SECRET, StationId.parse(id)).text()))
        .doesNotHaveDuplicates();
    byte[] otherPlant = SECRET.clone();
    otherPlant[31] = 1;
    assertThat(StationKey.derive(otherPlant, STATION)).isNotEqualTo(key);
  }

  @Test
  void a_key_is_written_and_read_as_text_and_never_shown() {
    assertThat(key.text()).matches("[A-Za-z0-9_-]{43}");
    assertThat(StationKey.parse(key.text() + "\n")).isEqualTo(key);
    assertThat(key.toString()).doesNotContain(key.text()).contains(key.id());
    assertThat(key.id()).matches("[0-9a-f]{16}");
    assertThatThrownBy(() -> StationKey.parse("c2hvcnQ"))
        .hasMessage("a station key has 32 bytes, but this one has 5");
    assertThatThrownBy(() -> StationKey.parse("not base64!"))
        .hasMessageContaining("base64url text of 43 characters")
        .hasMessageNotContaining("not base64!");
  }

  @Test
  void sizes_are_bounded() {
    assertThatThrownBy(() -> key.sign(VERDICT, new byte[Signed.MAX_BODY + 1]))
        .hasMessageContaining("signed bytes must be 1 to 1048576");
    assertThatThrownBy(() -> new Signed("hmac-sha256", "id", new byte[4], body))
        .hasMessageContaining("mac bytes must be 16 to 64");
    assertThatThrownBy(() -> StationKey.derive(new byte[31], STATION))
        .hasMessageContaining("32 to 32, but is 31");
  }

  @Test
  void ten_thousand_damaged_messages_are_never_taken_for_the_hubs() {
    WireCodec codec = new WireCodec();
    Random random = new Random(3);
    byte[] whole = codec.encode(key.sign(VERDICT, body));
    for (int i = 0; i < 10_000; i++) {
      byte[] damaged = whole.clone();
      int at = random.nextInt(damaged.length);
      damaged[at] ^= (byte) (1 + random.nextInt(255));
      if (codec.decode(damaged) instanceof WireCodec.Accepted(Signed signed)
          && key.signed(VERDICT, signed)) {
        // Damage to the key's id alone: it says where to look and proves nothing.
        assertThat(signed.body()).as("byte %d", at).isEqualTo(body);
      }
    }
  }
}
