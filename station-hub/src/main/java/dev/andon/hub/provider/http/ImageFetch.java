package dev.andon.hub.provider.http;

import dev.andon.hub.chat.ByteSlice;
import dev.andon.hub.chat.Chat;
import dev.andon.hub.chat.Content;
import dev.andon.hub.chat.ImageBytes;
import dev.andon.hub.chat.Message;
import dev.andon.hub.chat.Part;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import okhttp3.Dns;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/**
 * Fetches images for providers that take no URLs: HTTPS from listed hosts only, never from a
 * private address, without redirects, bounded in bytes and time. An image that cannot be had stays
 * a URL, so that the provider's objection to it is what the caller hears. Thread-safe.
 */
public final class ImageFetch {
  private static final int MAX_BYTES = 20 * 1024 * 1024;
  private static final int MAX_SECONDS = 10;

  private final OkHttpClient client;
  private final Predicate<HttpUrl> scheme;
  private final Predicate<InetAddress> allowed;

  /** The safe one. */
  public ImageFetch() {
    this(new OkHttpClient(), HttpUrl::isHttps, ImageFetch::isPublic);
  }

  /** With other rules about schemes and addresses, for tests on loopback. */
  ImageFetch(OkHttpClient base, Predicate<HttpUrl> scheme, Predicate<InetAddress> allowed) {
    this.scheme = scheme;
    this.allowed = allowed;
    this.client =
        base.newBuilder()
            .callTimeout(MAX_SECONDS, TimeUnit.SECONDS)
            .followRedirects(false)
            .followSslRedirects(false)
            .dns(host -> resolved(host, allowed))
            .build();
  }

  /** The same content with every image from {@code hosts} inline. */
  public Content inlined(Content content, List<String> hosts) {
    return content instanceof Chat chat ? inlined(chat, hosts) : content;
  }

  private Chat inlined(Chat chat, List<String> hosts) {
    List<Message> messages =
        chat.messages().stream()
            .map(m -> m.withParts(m.parts().stream().map(part -> inlined(part, hosts)).toList()))
            .toList();
    return chat.toBuilder().messages(messages).build();
  }

  private Part inlined(Part part, List<String> hosts) {
    return part instanceof Part.ImageUrl image
        ? Optional.ofNullable(HttpUrl.parse(image.url()))
            .filter(scheme)
            .filter(url -> hosts.contains(url.host().toLowerCase(Locale.ROOT)))
            .filter(this::isNoForbiddenLiteral)
            .flatMap(this::fetch)
            .<Part>map(
                got ->
                    new Part.InlineImage(
                        got.mediaType(), got.image(), image.detail(), image.extra()))
            .orElse(image)
        : part;
  }

  private Optional<Part.InlineImage> fetch(HttpUrl url) {
    Request request = new Request.Builder().url(url).header("Accept", "image/*").build();
    try (Response response = client.newCall(request).execute()) {
      MediaType type = response.body().contentType();
      if (!response.isSuccessful() || type == null || !type.type().equals("image")) {
        return Optional.empty();
      }
      byte[] bytes = response.body().byteStream().readNBytes(MAX_BYTES + 1);
      return bytes.length == 0 || bytes.length > MAX_BYTES
          ? Optional.empty()
          : Optional.of(
              new Part.InlineImage(
                  "image/" + type.subtype(), new ImageBytes.Raw(ByteSlice.of(bytes))));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** A host that is written as an address is not looked up, so it is checked here. */
  private boolean isNoForbiddenLiteral(HttpUrl url) {
    if (!url.host().matches("[0-9.]+|.*:.*")) {
      return true;
    }
    try {
      return allowed.test(InetAddress.getByName(url.host()));
    } catch (UnknownHostException e) {
      return false;
    }
  }

  /** Checked where the name is resolved, so that a name cannot point inside later. */
  private static List<InetAddress> resolved(String host, Predicate<InetAddress> allowed)
      throws UnknownHostException {
    List<InetAddress> addresses = Dns.SYSTEM.lookup(host).stream().filter(allowed).toList();
    if (addresses.isEmpty()) {
      throw new UnknownHostException(host + " has no public address");
    }
    return addresses;
  }

  /** Neither this machine nor a private network (RFC 1918, RFC 4193, RFC 6598, link-local). */
  static boolean isPublic(InetAddress address) {
    byte[] b = address.getAddress();
    boolean uniqueLocal = b.length == 16 && (b[0] & 0xFE) == 0xFC;
    boolean shared = b.length == 4 && (b[0] & 0xFF) == 100 && (b[1] & 0xC0) == 64;
    boolean thisNetwork = b.length == 4 && b[0] == 0;
    return !(address.isLoopbackAddress()
        || address.isAnyLocalAddress()
        || address.isLinkLocalAddress()
        || address.isSiteLocalAddress()
        || address.isMulticastAddress()
        || uniqueLocal
        || shared
        || thisNetwork);
  }
}
