package dev.andon.hub.provider.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andon.hub.provider.Calls;
import dev.andon.hub.provider.Upstream;
import dev.andon.hub.provider.api.Provider;
import dev.andon.hub.provider.api.ProviderAnswer;
import dev.andon.hub.provider.dialect.ImageLimit;
import dev.andon.hub.provider.openai.OpenAiDialect;
import dev.andon.hub.time.Ticker;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import okhttp3.OkHttpClient;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.Test;

class TunedSocketFactoryTest {
  private static final String ANSWER =
      "{\"choices\":[{\"index\":0,\"message\":{\"content\":\"ok\"},\"finish_reason\":\"stop\"}]}";

  @Test
  void nothing_stays_in_the_buffer_under_tls() throws IOException, InterruptedException {
    HeldCertificate certificate =
        new HeldCertificate.Builder().addSubjectAlternativeName("127.0.0.1").build();
    HandshakeCertificates server =
        new HandshakeCertificates.Builder().heldCertificate(certificate).build();
    HandshakeCertificates client =
        new HandshakeCertificates.Builder()
            .addTrustedCertificate(certificate.certificate())
            .build();
    OkHttpClient trusting =
        new OkHttpClient.Builder()
            .sslSocketFactory(client.sslSocketFactory(), client.trustManager())
            .build();
    byte[] image = new byte[130_000];
    try (Upstream upstream =
            new Upstream(
                (request, reply) -> reply.json(200, ANSWER),
                server.sslContext().getServerSocketFactory());
        ProviderHttp http = new ProviderHttp(Ticker.system(), InstantSource.system(), trusting)) {
      Provider provider = provider(http, "https://127.0.0.1:" + upstream.port());
      for (int size : List.of(10, 1_000, 65_536, 130_000)) {
        long began = System.nanoTime();
        ProviderAnswer answer = provider.call(Calls.call(Calls.image(Arrays.copyOf(image, size))));
        assertThat(answer).isInstanceOf(ProviderAnswer.Whole.class);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
        assertThat(upstream.take().body().length).isGreaterThan(size);
      }
    }
  }

  private static Provider provider(ProviderHttp http, String url) {
    return new HttpProvider(
        "p",
        List.of(Calls.KEY),
        new ImageLimit(Optional.empty()),
        OpenAiDialect.plain(),
        new HeaderEndpoint(url + "/v1", "Authorization", "Bearer "),
        http);
  }
}
