package dev.andon.edge.uplink;

import java.io.IOException;

/** Makes connections to a broker: the place where an MQTT library is plugged in. Thread-safe. */
@FunctionalInterface
public interface MqttPort {

  /**
   * Makes one connection; it is never re-used after it was lost.
   *
   * @param will published by the broker when the connection dies
   * @param events gets everything that happens on the connection; only hands over, never blocks
   * @throws IOException when the broker cannot be reached or refuses; the message says why
   */
  MqttLink connect(MqttEndpoint endpoint, Publication will, LinkEvents events) throws IOException;

  /** One connection. Thread-safe. */
  interface MqttLink extends AutoCloseable {

    /** Subscribes at least once (QoS 1) and waits for the broker's word. */
    void subscribe(String filter) throws IOException;

    /**
     * Hands a message to the broker; {@link LinkEvents#published} tells what came of it.
     *
     * @param token given back with the outcome
     * @throws IOException when the connection is not usable any more
     */
    void publish(Publication publication, Object token) throws IOException;

    /** The largest packet that the broker takes, in bytes. */
    long maxPacketBytes();

    /** How many unacknowledged messages the broker takes. */
    int receiveMaximum();

    /** Leaves; the broker publishes the will. */
    @Override
    void close();
  }

  /** Called on the library's threads. */
  interface LinkEvents {
    void arrived(String topic, byte[] payload);

    /**
     * A message came.
     *
     * @param retained whether it was said before this subscription (MQTT 5 §3.3.1.3)
     */
    default void arrived(String topic, byte[] payload, boolean retained) {
      arrived(topic, payload);
    }

    void published(Object token, PublishOutcome outcome);

    /**
     * The broker would not take a message; said before {@link #published}.
     *
     * @param reason the code in its acknowledgement (MQTT 5 §3.4.2.1), at least 0x80; 0 where it
     *     gave none
     */
    default void refused(String topic, int reason) {}

    void lost(String reason);

    /** Lost, because the broker found a message too large. */
    default void tooLarge(String reason) {
      lost(reason);
    }

    /** Lost, because another client came with the same id. */
    default void takenOver() {
      lost("another client of the broker uses the same id");
    }

    /** Lost, because the broker's end was closed without a reason. */
    default void hungUp() {
      lost("the broker ended the connection without giving a reason");
    }
  }

  /** What the broker said about a message. None of these is delivery. */
  enum PublishOutcome {
    /** The broker has it and somebody subscribed to it. */
    ACCEPTED,
    /** Nobody subscribes: it is gone. */
    NOBODY_THERE,
    /** The broker would not take it. */
    REFUSED
  }
}
