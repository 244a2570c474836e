package dev.andon.hub.openai;

import dev.andon.hub.provider.SentBytes;
import java.io.IOException;
import org.junit.jupiter.api.Test;

final class SentToProvidersTest {
  @Test
  void chats_of_the_openai_door_are_sent_to_every_provider_in_the_same_bytes_as_ever()
      throws IOException {
    SentBytes.match("openai-chats", ChatReader::read);
  }

  @Test
  void responses_requests_are_sent_to_every_provider_in_the_same_bytes_as_ever()
      throws IOException {
    SentBytes.match("responses-chats", ResponsesReader::read);
  }
}
