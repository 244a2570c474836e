package dev.andon.hub.anthropic;

import dev.andon.hub.provider.SentBytes;
import java.io.IOException;
import org.junit.jupiter.api.Test;

final class SentToProvidersTest {
  @Test
  void chats_of_the_anthropic_door_are_sent_to_every_provider_in_the_same_bytes_as_ever()
      throws IOException {
    SentBytes.match("anthropic-chats", MessagesReader::read);
  }
}
