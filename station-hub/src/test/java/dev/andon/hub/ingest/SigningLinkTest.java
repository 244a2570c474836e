package dev.andon.hub.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.andon.hub.account.SigningSecret;
import dev.andon.hub.ingest.station.SigningLink;
import dev.andon.wire.Receipt;
import dev.andon.wire.Signed;
import dev.andon.wire.StationId;
import dev.andon.wire.Topic;
import dev.andon.wire.WireCodec;
import dev.andon.wire.WireMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SigningLinkTest {
  private static final StationId STATION = StationId.parse("plant-1/line-1/cam-1");
  private static final StationId NEIGHBOUR = StationId.parse("plant-1/line-1/cam-2");

  @TempDir Path folder;
  private final FakeLink broker = new FakeLink();
  private final WireCodec codec = new WireCodec();

  @Test
  void whatever_goes_down_is_signed_for_its_station_and_its_topic() {
    SigningSecret secret = SigningSecret.of(folder.resolve("signing.key"));
    WireMessage receipt = new Receipt(new UUID(1, 1), new Receipt.Stored(false));
    String topic = new Topic.Down(STATION, Topic.DownChannel.RECEIPT).text();

    assertThat(new SigningLink(broker, secret).publish(topic, codec.encode(receipt))).isTrue();

    Signed signed = (Signed) broker.sent.getFirst().message();
    assertThat(secret.key(STATION).signed(topic, signed)).isTrue();
    assertThat(secret.key(NEIGHBOUR).signed(topic, signed)).isFalse();
    assertThat(codec.decode(signed.body())).isEqualTo(new WireCodec.Accepted(receipt));
  }

  @Test
  void nothing_goes_to_a_topic_that_no_station_hears() {
    SigningLink link = new SigningLink(broker, SigningSecret.of(folder.resolve("signing.key")));
    assertThatThrownBy(
            () -> link.publish(new Topic.Up(STATION, Topic.UpChannel.FRAME).text(), new byte[1]))
        .hasMessageContaining("no station hears topic andon/v1/plant-1/line-1/cam-1/up/frame");
    assertThat(broker.sent).isEmpty();
  }

  @Test
  void the_secret_is_made_once_and_for_its_owner_alone() throws IOException {
    Path file = folder.resolve("data/signing.key");
    SigningSecret first = SigningSecret.of(file);
    assertThat(SigningSecret.of(file).key(STATION)).isEqualTo(first.key(STATION));
    assertThat(Files.size(file)).isEqualTo(32);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(folder.resolve("data")).isDirectoryContaining("glob:**signing.key");
    assertThat(first.toString()).isEqualTo("SigningSecret[***]");
  }

  @Test
  void a_secret_cut_short_is_refused_and_says_what_to_do() throws IOException {
    Path file = Files.write(folder.resolve("signing.key"), new byte[7]);
    assertThatThrownBy(() -> SigningSecret.of(file))
        .hasMessageContaining("has 7 bytes in place of 32; put the right file back");
  }
}
