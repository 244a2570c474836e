package dev.andon.hub.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andon.hub.provider.api.AttemptFailure;
import dev.andon.hub.provider.api.AttemptLimits;
import dev.andon.hub.provider.api.Provider;
import dev.andon.hub.provider.api.ProviderAnswer;
import dev.andon.hub.provider.dialect.ImageLimit;
import dev.andon.hub.provider.http.HeaderEndpoint;
import dev.andon.hub.provider.http.HttpProvider;
import dev.andon.hub.provider.http.KeptConnections;
import dev.andon.hub.provider.http.KeptSocket;
import dev.andon.hub.provider.http.ProviderHttp;
import dev.andon.hub.provider.openai.OpenAiDialect;
import dev.andon.hub.request.ErrorClass;
import dev.andon.hub.time.Ticker;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ServerSocketFactory;
import okhttp3.OkHttpClient;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When a kept connection is used again, and when it is not. */
class KeptConnectionTest {
  private static final String ANSWER =
      "{\"choices\":[{\"index\":0,\"message\":{\"content\":\"ok\"},\"finish_reason\":\"stop\"}]}";

  private final AtomicLong skipped = new AtomicLong();
  private final Ticker ticker = () -> System.nanoTime() + skipped.get();
  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable part : open.reversed()) {
      part.close();
    }
  }

  @Test
  void a_connection_that_is_fine_is_used_again() throws IOException {
    Upstream upstream = upstream(ServerSocketFactory.getDefault());
    Provider provider = provider(new OkHttpClient(), upstream.url());
    answered(provider, 20);
    assertThat(upstream.connections()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void under_tls_an_ended_connection_is_noticed_as_well(boolean reset) throws IOException {
    Tls tls = Tls.create();
    Upstream upstream = upstream(tls.server());
    Provider provider = provider(tls.client(), "https://127.0.0.1:" + upstream.port());
    answered(provider, 10);
    assertThat(upstream.connections()).as("kept under TLS too").isEqualTo(1);

    for (int i = 0; i < 10; i++) {
      upstream.endKept(reset);
      answered(provider, 1);
    }
    assertThat(upstream.waiting()).as("requests that came whole").isEqualTo(20);
  }

  @Test
  void under_tls_an_end_that_crosses_the_request_is_asked_again_on_a_connection_of_its_own()
      throws IOException {
    Tls tls = Tls.create();
    Upstream upstream = upstream(tls.server());
    upstream.welcome((number, socket) -> number == 1 || endedInUpload(socket));
    Provider provider = provider(tls.client(), "https://127.0.0.1:" + upstream.port());
    for (int i = 0; i < 4; i++) {
      assertThat(provider.call(Calls.call(Calls.image(new byte[300_000]))))
          .isInstanceOf(ProviderAnswer.Whole.class);
    }
    assertThat(upstream.waiting()).as("requests that came whole").isEqualTo(4);
  }

  @Test
  void what_the_server_says_about_keeping_is_obeyed() throws IOException {
    Upstream upstream = upstream(ServerSocketFactory.getDefault());
    upstream.script((request, reply) -> reply.json(200, ANSWER, "keep-alive: timeout=5, max=100"));
    Provider provider = provider(new OkHttpClient(), upstream.url());
    answered(provider, 1);
    skip(Duration.ofSeconds(3));
    answered(provider, 1);
    assertThat(upstream.connections()).isEqualTo(1);

    skip(Duration.ofSeconds(4));
    answered(provider, 1);
    assertThat(upstream.connections()).as("a second before the server would end it").isEqualTo(2);
  }

  @Test
  void a_keep_alive_that_cannot_be_read_is_as_if_there_were_none() throws IOException {
    Upstream upstream = upstream(ServerSocketFactory.getDefault());
    upstream.script(
        (request, reply) -> reply.json(200, ANSWER, "keep-alive: timeout=soon, timeout-a=7"));
    Provider provider = provider(new OkHttpClient(), upstream.url());
    answered(provider, 5);
    assertThat(upstream.connections()).isEqualTo(1);
  }

  @Test
  void a_connection_that_lay_unused_for_long_is_not_trusted_as_proxies_may_swallow_on_it()
      throws IOException {
    Upstream upstream = upstream(ServerSocketFactory.getDefault());
    Provider provider = provider(new OkHttpClient(), upstream.url());
    answered(provider, 1);
    upstream.welcome((number, socket) -> number == 1 || swallow(socket.getInputStream()));
    skip(KeptConnections.KEEP);
    answered(provider, 1);
    assertThat(upstream.connections()).isEqualTo(2);
  }

  @Test
  void an_old_connection_is_given_up_so_that_an_address_that_moved_is_followed()
      throws IOException {
    Upstream upstream = upstream(ServerSocketFactory.getDefault());
    Provider provider = provider(new OkHttpClient(), upstream.url());
    for (int i = 0; i < 16; i++) {
      answered(provider, 1);
      skip(Duration.ofSeconds(40));
    }
    assertThat(upstream.connections()).as("in 10 min 40 s").isEqualTo(2);
  }

  @Test
  void once_a_kept_connection_swallowed_a_request_the_others_of_its_host_are_not_used()
      throws Exception {
    Upstream upstream = upstream(ServerSocketFactory.getDefault());
    Provider provider = provider(new OkHttpClient(), upstream.url());
    int kept = several(provider, upstream);
    upstream.script((request, reply) -> reply.json(200, ANSWER));
    upstream.welcome((number, socket) -> number == 1 || swallow(socket.getInputStream()));
    AttemptLimits impatient =
        new AttemptLimits(
            Calls.s(5), Duration.ofMillis(300), Calls.s(5), Calls.s(5), Calls.s(20), false);

    ProviderAnswer first = provider.call(Calls.call(Calls.text("hi"), impatient));
    assertThat(((ProviderAnswer.Failed) first).failure().error())
        .isEqualTo(ErrorClass.HEADERS_TIMEOUT);
    assertThat(((ProviderAnswer.Failed) first).failure().charge())
        .isInstanceOf(AttemptFailure.Charge.Unknown.class);
    for (int i = 0; i < kept; i++) {
      assertThat(provider.call(Calls.call(Calls.text("hi"), impatient)))
          .isInstanceOf(ProviderAnswer.Whole.class);
      upstream.endKept(false);
    }
  }

  @Test
  void stray_bytes_on_an_idle_connection_are_nobodys_answer() throws IOException {
    Upstream upstream = upstream(ServerSocketFactory.getDefault());
    Provider provider = provider(new OkHttpClient(), upstream.url());
    for (int i = 0; i < 10; i++) {
      answered(provider, 1);
      upstream.sayUnasked("HTTP/1.1 408 Request Timeout\r\nconnection: close\r\n\r\n");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void a_goodbye_alone_and_one_with_a_reset_behind_it_are_told_apart(boolean read)
      throws IOException {
    byte[] request = new byte[1000];
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        KeptSocket socket = KeptSocket.open(ticker, Calls.s(50))) {
      socket.connect(server.getLocalSocketAddress(), 0);
      Socket other = server.accept();
      if (read) {
        socket.getOutputStream().write(request);
        socket.getOutputStream().flush();
        other.getInputStream().readNBytes(request.length);
        other.close();
      } else {
        other.close();
        socket.getOutputStream().write(request);
        socket.getOutputStream().flush();
      }
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
      assertThat(socket.threwAway()).isEqualTo(!read);
    }
  }

  @Test
  void of_several_addresses_a_dead_first_one_costs_no_call() throws IOException {
    Upstream upstream = upstream(ServerSocketFactory.getDefault());
    OkHttpClient client =
        new OkHttpClient.Builder()
            .dns(
                host ->
                    List.of(InetAddress.ofLiteral("127.0.0.2"), InetAddress.ofLiteral("127.0.0.1")))
            .build();
    Provider provider = provider(client, "http://provider.test:" + upstream.port());
    for (int i = 0; i < 5; i++) {
      answered(provider, 1);
      upstream.endKept(false);
    }
  }

  @Test
  void an_address_that_says_nothing_is_passed_over_within_the_limit_for_connecting()
      throws IOException {
    Upstream upstream = upstream(ServerSocketFactory.getDefault());
    open.add(deaf(upstream.port()));
    OkHttpClient client =
        new OkHttpClient.Builder()
            .dns(
                host ->
                    List.of(InetAddress.ofLiteral("127.0.0.2"), InetAddress.ofLiteral("127.0.0.1")))
            .build();
    answered(provider(client, "http://provider.test:" + upstream.port()), 3);
  }

  /** Takes connections only as long as its queue has room, which is then full. */
  private AutoCloseable deaf(int port) throws IOException {
    ServerSocket server = new ServerSocket(port, 1, InetAddress.ofLiteral("127.0.0.2"));
    List<AutoCloseable> filling = new ArrayList<>(List.of(server));
    for (int i = 0; i < 2; i++) {
      filling.add(new Socket(server.getInetAddress(), port));
    }
    return () -> {
      for (AutoCloseable part : filling) {
        part.close();
      }
    };
  }

  /** Several requests at once, so that several connections are kept. */
  private static int several(Provider provider, Upstream upstream) throws InterruptedException {
    int count = 4;
    var all = new CountDownLatch(count);
    upstream.script(
        (request, reply) -> {
          all.countDown();
          all.await();
          reply.json(200, ANSWER);
        });
    List<Thread> callers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      callers.add(Thread.ofVirtual().start(() -> answered(provider, 1)));
    }
    for (Thread caller : callers) {
      caller.join();
    }
    assertThat(upstream.connections()).isEqualTo(count);
    return count;
  }

  private static boolean endedInUpload(Socket socket) throws IOException {
    socket.getInputStream().readNBytes(20_000);
    socket.close();
    return false;
  }

  private static boolean swallow(InputStream in) throws IOException {
    while (in.read() >= 0) {
      // and says nothing
    }
    return false;
  }

  private void skip(Duration time) {
    skipped.addAndGet(time.toNanos());
  }

  private static void answered(Provider provider, int calls) {
    for (int i = 0; i < calls; i++) {
      assertThat(provider.call(Calls.call(Calls.text("hi"))))
          .isInstanceOf(ProviderAnswer.Whole.class);
    }
  }

  private Upstream upstream(ServerSocketFactory factory) throws IOException {
    Upstream upstream = new Upstream((request, reply) -> reply.json(200, ANSWER), factory);
    open.add(upstream);
    return upstream;
  }

  private Provider provider(OkHttpClient client, String url) {
    ProviderHttp http = new ProviderHttp(ticker, InstantSource.system(), client);
    open.add(http);
    return new HttpProvider(
        "p",
        List.of(Calls.KEY),
        new ImageLimit(Optional.empty()),
        OpenAiDialect.plain(),
        new HeaderEndpoint(url + "/v1", "Authorization", "Bearer "),
        http);
  }

  /** A server with a certificate, and a client that trusts it. */
  private record Tls(ServerSocketFactory server, OkHttpClient client) {
    static Tls create() {
      HeldCertificate certificate =
          new HeldCertificate.Builder().addSubjectAlternativeName("127.0.0.1").build();
      HandshakeCertificates server =
          new HandshakeCertificates.Builder().heldCertificate(certificate).build();
      HandshakeCertificates client =
          new HandshakeCertificates.Builder()
              .addTrustedCertificate(certificate.certificate())
              .build();
      return new Tls(
          server.sslContext().getServerSocketFactory(),
          new OkHttpClient.Builder()
              .sslSocketFactory(client.sslSocketFactory(), client.trustManager())
              .build());
    }
  }
}
