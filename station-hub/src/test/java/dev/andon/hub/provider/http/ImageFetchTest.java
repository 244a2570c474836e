package dev.andon.hub.provider.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andon.hub.chat.Chat;
import dev.andon.hub.chat.Message;
import dev.andon.hub.chat.ModelName;
import dev.andon.hub.chat.Part;
import dev.andon.hub.chat.WireFormat;
import dev.andon.hub.provider.Upstream;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageFetchTest {
  private static final byte[] PNG = {1, 2, 3};

  @Test
  void an_image_of_a_listed_host_comes_inline() throws IOException {
    try (Upstream upstream =
        new Upstream((request, reply) -> reply.complete(200, "image/png", PNG))) {
      Part part = fetched(anywhere(), upstream.url() + "/a.png", List.of("127.0.0.1"));
      assertThat(part)
          .isInstanceOfSatisfying(
              Part.InlineImage.class,
              image -> {
                assertThat(image.mediaType()).isEqualTo("image/png");
                assertThat(image.image().slice().toByteArray()).isEqualTo(PNG);
              });
    }
  }

  @Test
  void what_is_not_listed_private_no_image_or_too_large_stays_a_url() throws IOException {
    try (Upstream upstream =
        new Upstream((request, reply) -> reply.complete(200, "text/html", PNG))) {
      String url = upstream.url() + "/a.png";
      assertThat(fetched(anywhere(), url, List.of("example.com")))
          .isInstanceOf(Part.ImageUrl.class);
      assertThat(upstream.waiting()).as("a host that is not listed is not asked").isZero();
      assertThat(fetched(new ImageFetch(), url, List.of("127.0.0.1")))
          .isInstanceOf(Part.ImageUrl.class);
      ImageFetch publicOnly = new ImageFetch(new OkHttpClient(), u -> true, ImageFetch::isPublic);
      assertThat(fetched(publicOnly, url, List.of("127.0.0.1"))).isInstanceOf(Part.ImageUrl.class);
      assertThat(fetched(publicOnly, url.replace("127.0.0.1", "localhost"), List.of("localhost")))
          .isInstanceOf(Part.ImageUrl.class);
      assertThat(upstream.waiting()).as("a private address is not asked").isZero();
      assertThat(fetched(anywhere(), url, List.of("127.0.0.1"))).isInstanceOf(Part.ImageUrl.class);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1,false",
    "10.1.2.3,false",
    "172.16.0.1,false",
    "192.168.1.1,false",
    "169.254.169.254,false",
    "100.64.0.1,false",
    "0.0.0.0,false",
    "::1,false",
    "fd00::1,false",
    "fe80::1,false",
    "93.184.216.34,true",
    "2606:2800:220:1::1,true"
  })
  void private_addresses_are_recognised(String address, boolean isPublic) throws IOException {
    assertThat(ImageFetch.isPublic(InetAddress.getByName(address))).isEqualTo(isPublic);
  }

  private static ImageFetch anywhere() {
    return new ImageFetch(new OkHttpClient(), url -> true, address -> true);
  }

  private static Part fetched(ImageFetch fetch, String url, List<String> hosts) {
    Chat chat =
        Chat.of(
            WireFormat.OPENAI,
            new ModelName("m"),
            List.of(),
            List.of(Message.of(Message.Role.USER, new Part.ImageUrl(url))));
    return ((Chat) fetch.inlined(chat, hosts)).messages().getFirst().parts().getFirst();
  }
}
