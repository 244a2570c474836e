package dev.andon.hub.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.andon.hub.request.Attributes;
import dev.andon.hub.request.Caller;
import dev.andon.hub.request.Namespace;
import dev.andon.hub.request.RequestId;
import dev.andon.hub.time.Deadline;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ValuesTest {
  @Test
  void a_slice_is_a_window_that_shares_its_array() {
    byte[] array = "hello world".getBytes(StandardCharsets.UTF_8);
    ByteSlice slice = ByteSlice.of(array, 6, 5);
    assertThat(slice.utf8()).isEqualTo("world");
    assertThat(slice.slice(1, 3))
        .isEqualTo(ByteSlice.utf8("orl"))
        .hasSameHashCodeAs(ByteSlice.utf8("orl"));
    assertThat(slice.at(4)).isEqualTo((byte) 'd');
    assertThatThrownBy(() -> slice.slice(3, 3)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> slice.at(5)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void what_must_not_be_shown_is_not_shown() {
    assertThat(new Caller.Presented("vk-secret").toString()).doesNotContain("secret");
    assertThat(ByteSlice.utf8("an image").toString()).isEqualTo("8 bytes");
  }

  @Test
  void a_model_name_knows_its_provider_and_keeps_its_case() {
    ModelName name = new ModelName("openrouter/Meta-Llama/llama-3");
    assertThat(name.provider()).contains("openrouter");
    assertThat(name.model()).isEqualTo("Meta-Llama/llama-3");
    assertThat(new ModelName("judge").provider()).isEmpty();
    assertThatThrownBy(() -> new ModelName("a\nb")).hasMessageContaining("control");
  }

  @Test
  void two_namespaces_are_equal_in_text_only_if_every_field_is() {
    String one = new Namespace(Map.of("variant", "a", "view", "1")).canonical();
    assertThat(new Namespace(Map.of("view", "1", "variant", "a")).canonical()).isEqualTo(one);
    assertThat(new Namespace(Map.of("variant", "a4:view", "view", "1")).canonical())
        .isNotEqualTo(one);
    assertThatThrownBy(() -> new Namespace(Map.of("variant", " "))).hasMessageContaining("variant");
  }

  @Test
  void a_deadline_counts_on_its_ticker() {
    AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
    Deadline deadline = Deadline.after(Duration.ofSeconds(2), now::get);
    assertThat(deadline.remaining()).isEqualTo(Duration.ofSeconds(2));
    assertThat(deadline.atMost(Duration.ofMillis(5))).isEqualTo(Duration.ofMillis(5));
    now.addAndGet(Duration.ofSeconds(3).toNanos());
    assertThat(deadline.expired()).as("also when the counter overflows").isTrue();
    assertThat(deadline.remaining()).isZero();
  }

  @Test
  void request_ids_sort_by_time_and_are_version_7() {
    Random random = new Random(1);
    RequestId early = RequestId.create(1_000, random);
    RequestId late = RequestId.create(2_000, random);
    assertThat(early.uuid().version()).isEqualTo(7);
    assertThat(early.uuid().variant()).isEqualTo(2);
    assertThat(early.toString()).isLessThan(late.toString());
    assertThat(RequestId.parse(early.toString())).isEqualTo(early);
    assertThatThrownBy(() -> new RequestId(UUID.fromString("6ba7b810-9dad-11d1-80b4-00c04fd430c8")))
        .hasMessageContaining("version 7");
  }

  @Test
  void sampling_and_attributes_check_themselves() {
    assertThatThrownBy(() -> Sampling.DEFAULT.withMaxTokens(0)).hasMessageContaining("max_tokens");
    assertThatThrownBy(() -> new Attributes(Map.of("a", "x".repeat(300))))
        .hasMessageContaining("256");
    assertThat(new Attributes(Map.of("variant", " ")).variant()).isEmpty();
  }
}
