package dev.andon.hub.ingest.mqtt;

import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5ConnAckException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5SubAckException;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAckReasonCode;
import java.util.Set;
import javax.net.ssl.SSLException;

/**
 * Why no connection to the broker came about.
 *
 * @param reason in words, with what to do
 */
record LinkRefusal(Cause cause, String reason) {
  private static final Set<Mqtt5ConnAckReasonCode> LOGIN =
      Set.of(
          Mqtt5ConnAckReasonCode.NOT_AUTHORIZED,
          Mqtt5ConnAckReasonCode.BAD_USER_NAME_OR_PASSWORD,
          Mqtt5ConnAckReasonCode.BAD_AUTHENTICATION_METHOD,
          Mqtt5ConnAckReasonCode.BANNED);

  /** What stands in the way. */
  enum Cause {
    /** Nobody answers at the address. */
    UNREACHABLE,
    /** Certificates, ours or the broker's. */
    TLS,
    /** User name or password. */
    LOGIN,
    /** The broker does not let the hub read what stations send. */
    ACCESS,
    /** The broker said no for another reason. */
    BROKER
  }

  /** What the client's library, or the reading of certificates, says of an attempt. */
  static LinkRefusal of(Throwable failure) {
    return switch (failure) {
      case Mqtt5ConnAckException told -> connAck(told.getMqttMessage().getReasonCode());
      case Mqtt5SubAckException _ ->
          new LinkRefusal(
              Cause.ACCESS,
              "the broker does not let the hub read what stations send: its access list needs what"
                  + " ./andon broker-config writes for the hub");
      default -> beforeTheBroker(failure);
    };
  }

  /** The files named in the configuration cannot be used. */
  static LinkRefusal files(Exception unusable) {
    return new LinkRefusal(Cause.TLS, String.valueOf(unusable.getMessage()));
  }

  private static LinkRefusal connAck(Mqtt5ConnAckReasonCode code) {
    return LOGIN.contains(code)
        ? new LinkRefusal(
            Cause.LOGIN,
            "the broker refuses the hub's login ("
                + code
                + "): check mqtt.username and mqtt.password against the broker's users; a password"
                + " from a file and a changed hub.yaml are taken without a restart")
        : new LinkRefusal(Cause.BROKER, "the broker refuses the connection: " + code);
  }

  private static LinkRefusal beforeTheBroker(Throwable failure) {
    Throwable deepest = failure;
    while (deepest.getCause() != null && !(deepest instanceof SSLException)) {
      deepest = deepest.getCause();
    }
    String text = String.valueOf(deepest.getMessage());
    return deepest instanceof SSLException
        ? new LinkRefusal(
            Cause.TLS,
            "TLS with the broker fails: "
                + text
                + "; check mqtt.ca_file, the names in the broker's certificate, and mqtt.cert_file")
        : new LinkRefusal(Cause.UNREACHABLE, text);
  }
}
