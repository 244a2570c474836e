package dev.andon.hub.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.andon.hub.chat.ByteSlice;
import dev.andon.hub.chat.Chat;
import dev.andon.hub.chat.Choice;
import dev.andon.hub.chat.Completion;
import dev.andon.hub.chat.FinishReason;
import dev.andon.hub.chat.ImageBytes;
import dev.andon.hub.chat.JsonField;
import dev.andon.hub.chat.Message;
import dev.andon.hub.chat.ModelName;
import dev.andon.hub.chat.Part;
import dev.andon.hub.chat.RawJson;
import dev.andon.hub.chat.WireFormat;
import dev.andon.hub.money.Money;
import dev.andon.hub.money.TokenUsage;
import dev.andon.hub.request.Namespace;
import dev.andon.hub.request.RequestId;
import dev.andon.hub.store.Store;
import dev.andon.hub.store.StoreSettings;
import dev.andon.hub.time.SteadyClock;
import dev.andon.hub.time.Ticker;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ExactCacheTest {
  private static final byte[] PICTURE = new byte[5_000];
  private static final Namespace WALLS = new Namespace(Map.of("variant", "a", "view", "top"));
  private static final RequestId SOURCE = RequestId.create(1_000, new Random(1));

  @TempDir Path folder;
  private Store store;
  private ExactCache cache;

  @BeforeEach
  void open() {
    new Random(5).nextBytes(PICTURE);
    store =
        Store.open(
            StoreSettings.of(folder.resolve("evidence.db")),
            ExactCache.MIGRATIONS,
            Clock.systemUTC());
    cache =
        new ExactCache(
            store,
            CacheConfig.DEFAULT,
            new SteadyClock(Clock.systemUTC(), Ticker.system()),
            new SimpleMeterRegistry());
  }

  @AfterEach
  void close() {
    store.close();
  }

  private static Chat chat(String text, Part picture) {
    return Chat.of(
        WireFormat.OPENAI,
        new ModelName("openai/gpt-4o-mini"),
        List.of(),
        List.of(Message.of(Message.Role.USER, new Part.Text(text), picture)));
  }

  private static Part raw(byte[] bytes) {
    return new Part.InlineImage("image/jpeg", new ImageBytes.Raw(ByteSlice.of(bytes)));
  }

  private static Question question(Chat chat) {
    return new Question(Optional.of(WALLS), chat, "openai/gpt-4o-mini", "p1");
  }

  private static Completion answer(FinishReason reason) {
    Choice choice =
        new Choice(
            0,
            Optional.of("pass"),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            reason,
            List.of(new JsonField("annotations", RawJson.of("[1, 2]"))),
            List.of());
    return new Completion(
        "id", "gpt-4o-mini", 7, List.of(choice), TokenUsage.of(10, 2).withImage(4), List.of());
  }

  private void remember(Question question) {
    cache.keep(
        (Lookup.Miss) cache.find(question),
        answer(FinishReason.STOP),
        Optional.of(Money.ofMicros(42, "EUR")),
        SOURCE);
    await().until(() -> cache.find(question) instanceof Lookup.Hit);
  }

  @Test
  void the_same_question_gets_the_stored_answer_with_its_price_and_source() {
    Question question = question(chat("Defect?", raw(PICTURE)));
    remember(question);

    Lookup.Hit hit = (Lookup.Hit) cache.find(question);

    assertThat(hit.completion()).isEqualTo(answer(FinishReason.STOP));
    assertThat(hit.cost()).contains(Money.ofMicros(42, "EUR"));
    assertThat(hit.source()).isEqualTo(SOURCE);
  }

  @Test
  void base64_and_raw_bytes_of_one_picture_are_the_same_question() {
    remember(question(chat("Defect?", raw(PICTURE))));
    Part encoded =
        new Part.InlineImage(
            "image/jpeg",
            new ImageBytes.Base64(ByteSlice.utf8(Base64.getEncoder().encodeToString(PICTURE))));

    assertThat(cache.find(question(chat("Defect?", encoded)))).isInstanceOf(Lookup.Hit.class);
  }

  @Test
  void another_picture_another_case_another_wall_or_another_target_miss() {
    Chat asked = chat("Brand: Nike", raw(PICTURE));
    remember(question(asked));
    byte[] other = PICTURE.clone();
    other[4_999] ^= 1;

    assertThat(
            List.of(
                question(chat("Brand: Nike", raw(other))),
                question(chat("brand: nike", raw(PICTURE))),
                question(chat("Brand: ", raw(PICTURE))),
                new Question(
                    Optional.of(new Namespace(Map.of("variant", "b", "view", "top"))),
                    asked,
                    "openai/gpt-4o-mini",
                    "p1"),
                new Question(Optional.of(WALLS), asked, "anthropic/claude", "p1"),
                new Question(Optional.of(WALLS), asked, "openai/gpt-4o-mini", "p2")))
        .allSatisfy(q -> assertThat(cache.find(q)).isInstanceOf(Lookup.Miss.class));
  }

  @Test
  void without_a_namespace_the_cache_is_by_passed_and_says_so() {
    Question question = new Question(Optional.empty(), chat("Defect?", raw(PICTURE)), "m", "p1");

    assertThat(cache.find(question))
        .isInstanceOfSatisfying(
            Lookup.Bypassed.class, b -> assertThat(b.reason()).contains("namespace"));
  }

  @Test
  void an_image_url_is_never_served_from_the_cache() {
    Question question =
        question(chat("Defect?", new Part.ImageUrl("https://example.com/latest.jpg")));

    assertThat(cache.find(question)).isInstanceOf(Lookup.Bypassed.class);
  }

  @Test
  void a_truncated_answer_is_not_kept() {
    Question question = question(chat("Defect?", raw(PICTURE)));
    Lookup.Miss miss = (Lookup.Miss) cache.find(question);

    cache.keep(miss, answer(FinishReason.LENGTH), Optional.empty(), SOURCE);
    store.write(tx -> true);

    assertThat(cache.find(question)).isInstanceOf(Lookup.Miss.class);
  }
}
