package dev.andon.config;

import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What may be shown of an address: scheme, host, port and path. Nothing of the login, of what
 * stands behind {@code ?} or {@code #}, nor of a path segment that says more than a name, as {@code
 * user=admin&password=…}; such a segment is {@code ***}. Where it cannot be told what is login and
 * what is host, neither is shown. A secret that is a plain path segment is not recognised.
 *
 * @param text for people, logs, metrics and keys of the outbox
 */
public record AddressName(String text) {
  /** Stands for what is not shown. */
  public static final String HIDDEN = "***";

  private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*");

  private static final Pattern HOST =
      Pattern.compile("([\\p{L}\\p{N}._-]+|\\[[0-9A-Za-z:.%]+])(:\\d{1,5})?");

  /** Letters of every script; of escapes only those that hide no sign with a meaning. */
  private static final Pattern SEGMENT =
      Pattern.compile("([\\p{L}\\p{N}._~+,!$'()*-]|%(?!3D|26|3A|40|3B|25)[0-9A-F]{2})*");

  /** The name of an address, whatever it is. */
  public static AddressName of(String address) {
    int scheme = address.indexOf("://");
    if (scheme < 0 || !SCHEME.matcher(address.substring(0, scheme)).matches()) {
      return new AddressName(HIDDEN);
    }
    return new AddressName(
        address.substring(0, scheme).toLowerCase(Locale.ROOT)
            + "://"
            + shown(address.substring(scheme + 3)));
  }

  private static String shown(String rest) {
    int query = first(rest, "?#");
    int login = rest.lastIndexOf('@');
    int slash = first(rest, "/?#");
    if (login > query || (login > slash && rest.substring(slash, login).contains("="))) {
      return HIDDEN;
    }
    return place(rest.substring(login + 1, query));
  }

  private static String place(String hostAndPath) {
    int slash = first(hostAndPath, "/");
    String host = hostAndPath.substring(0, slash);
    return HOST.matcher(host).matches() ? host + path(hostAndPath.substring(slash)) : HIDDEN;
  }

  private static String path(String path) {
    return Arrays.stream(path.split("/", -1))
        .map(segment -> plain(segment) ? segment : HIDDEN)
        .collect(Collectors.joining("/"));
  }

  private static boolean plain(String segment) {
    return SEGMENT.matcher(segment.toUpperCase(Locale.ROOT)).matches();
  }

  /** Where the first of these characters stands; the end if none does. */
  private static int first(String text, String characters) {
    int at = 0;
    while (at < text.length() && characters.indexOf(text.charAt(at)) < 0) {
      at++;
    }
    return at;
  }

  @Override
  public String toString() {
    return text;
  }
}
