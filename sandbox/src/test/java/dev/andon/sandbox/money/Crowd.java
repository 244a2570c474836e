package dev.andon.sandbox.money;

import dev.andon.wire.Image;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Clients with a key each that ask at the same time, one call after the other, until the money is
 * gone or the hub is. Every call shows a picture of its own, by which the provider's books know it.
 */
final class Crowd {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Pattern NEEDED = Pattern.compile("may cost up to (\\S+ EUR)");
  private static final byte[] PNG_HEAD =
      Base64.getDecoder().decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ");

  /** What a client saw of one call. */
  sealed interface Call {
    int client();

    /** SHA-256 of its picture. */
    String image();

    /** The whole answer arrived. */
    record Answered(int client, String image, String request) implements Call {}

    /** 402, with what the hub said, in millionths of a euro. */
    record Refused(int client, String image, long limit, long spent, long held, long needed)
        implements Call {}

    /** The connection broke. */
    record Lost(int client, String image, String cause) implements Call {}
  }

  private final String address;
  private final Random random;
  private final ConcurrentLinkedQueue<Call> calls = new ConcurrentLinkedQueue<>();
  private final CountDownLatch ended;
  private long answers;
  private boolean over;

  /**
   * Lets them loose.
   *
   * @param size how many
   */
  Crowd(String address, int size, long seed) {
    this.address = address;
    this.random = new Random(seed);
    this.ended = new CountDownLatch(size);
    HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    for (int i = 0; i < size; i++) {
      int client = i;
      Thread.ofVirtual().start(() -> run(http, client));
    }
  }

  /** Waits for so many answers, or for the end of all calls. */
  synchronized void awaitAnswers(int count) throws InterruptedException {
    while (answers < count && ended.getCount() > 0) {
      wait();
    }
  }

  /** Waits until nobody calls any more; all calls, in the order they ended. */
  List<Call> finish() throws InterruptedException {
    ended.await();
    return List.copyOf(calls);
  }

  private void run(HttpClient http, int client) {
    try {
      boolean again = true;
      while (again) {
        long before = answered();
        Call call = call(http, client);
        calls.add(call);
        again =
            switch (call) {
              case Call.Answered _ -> count();
              case Call.Refused refused -> refused.held() > 0 && awaitAnswerAfter(before);
              case Call.Lost _ -> end();
            };
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } finally {
      ended.countDown();
      wake();
    }
  }

  private synchronized long answered() {
    return answers;
  }

  private synchronized boolean count() {
    answers++;
    notifyAll();
    return true;
  }

  private synchronized boolean end() {
    over = true;
    notifyAll();
    return false;
  }

  private synchronized void wake() {
    notifyAll();
  }

  /** What is held will be settled, and usually leave something. */
  private synchronized boolean awaitAnswerAfter(long before) throws InterruptedException {
    while (answers == before && !over) {
      wait();
    }
    return !over;
  }

  private Call call(HttpClient http, int client) throws InterruptedException {
    byte[] picture = picture();
    String image = Image.hash(picture);
    try {
      HttpResponse<String> response =
          http.send(request(client, picture), HttpResponse.BodyHandlers.ofString());
      return read(client, image, response);
    } catch (IOException broken) {
      return new Call.Lost(client, image, broken.toString());
    }
  }

  private static Call read(int client, String image, HttpResponse<String> response) {
    boolean whole =
        response.statusCode() == 200
            && (response.body().contains("chat.completion\"")
                || response.body().stripTrailing().endsWith("[DONE]"));
    if (whole) {
      String request = response.headers().firstValue("x-andon-id").orElseThrow();
      return new Call.Answered(client, image, request);
    }
    if (response.statusCode() == 402) {
      JsonNode error = JSON.readTree(response.body()).path("error");
      Matcher needed = NEEDED.matcher(error.path("message").asString());
      return new Call.Refused(
          client,
          image,
          micros(error.path("limit").asString()),
          micros(error.path("spent").asString()),
          micros(error.path("held").asString()),
          needed.find() ? micros(needed.group(1)) : 0);
    }
    return new Call.Lost(client, image, response.statusCode() + " " + response.body());
  }

  /** {@code "0.01 EUR"}. */
  private static long micros(String amount) {
    return new BigDecimal(amount.substring(0, amount.indexOf(' ')))
        .movePointRight(6)
        .longValueExact();
  }

  /** Every other client streams. */
  private HttpRequest request(int client, byte[] picture) {
    String body =
        """
        {"model":"%s","max_tokens":60,"stream":%s,"messages":[{"role":"user","content":[
         {"type":"text","text":"Defect?"},
         {"type":"image_url","image_url":{"url":"data:image/png;base64,%s"}}]}]}"""
            .formatted(PoorHub.MODEL, client % 2 == 1, Base64.getEncoder().encodeToString(picture));
    return HttpRequest.newBuilder(URI.create(address + "/v1/chat/completions"))
        .header("Authorization", "Bearer " + PoorHub.key(client))
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(body))
        .build();
  }

  private synchronized byte[] picture() {
    byte[] picture = new byte[PNG_HEAD.length + 16];
    random.nextBytes(picture);
    System.arraycopy(PNG_HEAD, 0, picture, 0, PNG_HEAD.length);
    return picture;
  }
}
