package dev.andon.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KeptTokenTest {
  @TempDir private Path folder;

  @Test
  void a_made_token_fits_is_its_owners_alone_and_is_never_the_same() throws Exception {
    Path file = folder.resolve("new/operator.token");
    assertThat(KeptToken.read(file)).isEmpty();
    KeptToken.make(file);
    String first = KeptToken.read(file).orElseThrow();
    assertThat(KeptToken.fits(first)).isTrue();
    assertThat(first).hasSize(43);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    KeptToken.make(file);
    assertThat(KeptToken.read(file).orElseThrow()).isNotEqualTo(first);
    assertThat(folder.resolve("new/operator.token.new")).doesNotExist();
  }

  @Test
  void short_blank_and_strange_texts_are_no_tokens() {
    assertThat(KeptToken.fits("0123456789abcde")).isFalse();
    assertThat(KeptToken.fits("0123456789 abcdef")).isFalse();
    assertThat(KeptToken.fits("0123456789äbcdef")).isFalse();
    assertThat(KeptToken.fits("0123456789abcdef")).isTrue();
  }

  @Test
  void what_is_derived_depends_on_token_and_purpose() {
    String derived = KeptToken.derived("0123456789abcdef", "a");
    assertThat(derived).hasSize(43).isEqualTo(KeptToken.derived("0123456789abcdef", "a"));
    assertThat(derived).isNotEqualTo(KeptToken.derived("0123456789abcdef", "b"));
    assertThat(derived).isNotEqualTo(KeptToken.derived("0123456789abcdeg", "a"));
  }
}
