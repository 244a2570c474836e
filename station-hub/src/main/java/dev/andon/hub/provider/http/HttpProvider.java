package dev.andon.hub.provider.http;

import dev.andon.config.AndonVersion;
import dev.andon.hub.chat.Content;
import dev.andon.hub.provider.api.AttemptException;
import dev.andon.hub.provider.api.AttemptFailure;
import dev.andon.hub.provider.api.Provider;
import dev.andon.hub.provider.api.ProviderAnswer;
import dev.andon.hub.provider.api.ProviderCall;
import dev.andon.hub.provider.api.ProviderKey;
import dev.andon.hub.provider.dialect.ErrorReader;
import dev.andon.hub.provider.dialect.ImageLimit;
import dev.andon.hub.provider.dialect.ProviderDialect;
import dev.andon.hub.request.ErrorClass;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.Response;

/** A provider reached over HTTP, in one dialect. Thread-safe. */
public final class HttpProvider implements Provider {
  private static final int MAX_ANSWER_BYTES = 32 * 1024 * 1024;
  private static final int MAX_ERROR_BYTES = 64 * 1024;
  private static final int MAX_FRAME_BYTES = 4 * 1024 * 1024;
  private static final String USER_AGENT = "andon/" + AndonVersion.NUMBER;

  private final String name;
  private final List<ProviderKey> keys;
  private final ImageLimit images;
  private final ProviderDialect dialect;
  private final Endpoint endpoint;
  private final ProviderHttp http;

  public HttpProvider(
      String name,
      List<ProviderKey> keys,
      ImageLimit images,
      ProviderDialect dialect,
      Endpoint endpoint,
      ProviderHttp http) {
    if (keys.isEmpty()) {
      throw new IllegalArgumentException("provider " + name + " has no key");
    }
    this.name = name;
    this.keys = List.copyOf(keys);
    this.images = images;
    this.dialect = dialect;
    this.endpoint = endpoint;
    this.http = http;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public List<ProviderKey> keys() {
    return keys;
  }

  @Override
  public Optional<String> objection(Content content) {
    return images.objection(content).or(() -> dialect.objection(content));
  }

  @Override
  public ProviderAnswer call(ProviderCall call) {
    Request request;
    try {
      request = request(call);
    } catch (IOException e) {
      return new ProviderAnswer.Failed(
          AttemptFailure.free(
              ErrorClass.CREDENTIALS,
              Optional.empty(),
              "no credentials for key "
                  + call.key().label()
                  + ": "
                  + e.getClass().getSimpleName()));
    }
    return exchange(call, http.send(request, call.limits()));
  }

  private Request request(ProviderCall call) throws IOException {
    ProviderDialect.Encoded encoded = dialect.encode(call);
    Request bare =
        new Request.Builder()
            .url(endpoint.url(call.key(), encoded.path()))
            .headers(encoded.headers())
            .header("User-Agent", USER_AGENT)
            .header("Accept", call.streams() ? dialect.streamType() : "application/json")
            .header("Accept-Encoding", "identity")
            .post(encoded.body())
            .build();
    return endpoint.authorise(bare, encoded.body(), call.key());
  }

  private ProviderAnswer exchange(ProviderCall call, Transfer transfer) {
    boolean handedOver = false;
    try {
      Response response = transfer.execute();
      if (!response.isSuccessful()) {
        return new ProviderAnswer.Failed(refusal(call, response, transfer));
      }
      expect(call.streams() ? dialect.streamType() : "application/json", response);
      if (!call.streams()) {
        return dialect.decode(call, transfer.readAll(MAX_ANSWER_BYTES));
      }
      ProviderAnswer answer = stream(call, transfer);
      handedOver = answer instanceof ProviderAnswer.Streaming;
      return answer;
    } catch (IOException e) {
      return new ProviderAnswer.Failed(transfer.explain(e));
    } finally {
      if (!handedOver) {
        transfer.close();
      }
    }
  }

  private ProviderAnswer stream(ProviderCall call, Transfer transfer) {
    transfer.awaitFirstToken();
    HttpStream stream =
        new HttpStream(
            transfer,
            dialect.frames(transfer.progressing(), MAX_FRAME_BYTES),
            dialect.events(call));
    return stream
        .awaitFirstToken()
        .<ProviderAnswer>map(ProviderAnswer.Failed::new)
        .orElseGet(() -> new ProviderAnswer.Streaming(stream));
  }

  private AttemptFailure refusal(ProviderCall call, Response response, Transfer transfer) {
    byte[] body;
    try {
      body = transfer.readSome(MAX_ERROR_BYTES);
    } catch (IOException e) {
      body = new byte[0];
    }
    return ErrorReader.read(
        response.code(), response.headers(), body, call.key(), http.wallClock().instant());
  }

  private static void expect(String type, Response response) throws AttemptException {
    MediaType got = response.body().contentType();
    if (got == null || !type.equals(got.type() + "/" + got.subtype())) {
      throw new AttemptException(
          AttemptFailure.unknown(
              ErrorClass.MALFORMED,
              Optional.of(response.code()),
              "the answer's content type is not " + type));
    }
  }
}
