package dev.andon.broker;

import com.hivemq.extension.sdk.api.auth.SimpleAuthenticator;
import com.hivemq.extension.sdk.api.auth.parameter.SimpleAuthInput;
import com.hivemq.extension.sdk.api.auth.parameter.SimpleAuthOutput;
import com.hivemq.extension.sdk.api.auth.parameter.TopicPermission;
import com.hivemq.extension.sdk.api.auth.parameter.TopicPermission.MqttActivity;
import com.hivemq.extension.sdk.api.packets.auth.DefaultAuthorizationBehaviour;
import com.hivemq.extension.sdk.api.packets.auth.ModifiableDefaultPermissions;
import com.hivemq.extension.sdk.api.packets.connect.ConnackReasonCode;
import com.hivemq.extension.sdk.api.packets.connect.ConnectPacket;
import com.hivemq.extension.sdk.api.services.builder.Builders;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Lets only known users in, each to its own topics, and nobody else anywhere. Thread-safe.
 *
 * <p>The broker asks at each connect; it holds on to what a client was given then.
 */
final class BrokerAccess implements SimpleAuthenticator {
  private final Map<String, BrokerUser> users;

  BrokerAccess(List<BrokerUser> users) {
    this.users = users.stream().collect(Collectors.toMap(BrokerUser::name, Function.identity()));
  }

  @Override
  public void onConnect(SimpleAuthInput input, SimpleAuthOutput output) {
    Optional<BrokerUser> user = known(input.getConnectPacket());
    if (user.isEmpty()) {
      output.failAuthentication(
          ConnackReasonCode.BAD_USER_NAME_OR_PASSWORD, "unknown user or wrong password");
      return;
    }
    ModifiableDefaultPermissions permissions = output.getDefaultPermissions();
    permissions.setDefaultBehaviour(DefaultAuthorizationBehaviour.DENY);
    user.get().mayWrite().forEach(filter -> permissions.add(to(MqttActivity.PUBLISH, filter)));
    user.get().mayRead().forEach(filter -> permissions.add(to(MqttActivity.SUBSCRIBE, filter)));
    output.authenticateSuccessfully();
  }

  private Optional<BrokerUser> known(ConnectPacket connect) {
    byte[] password = connect.getPassword().map(BrokerAccess::bytes).orElse(new byte[0]);
    return connect
        .getUserName()
        .flatMap(name -> Optional.ofNullable(users.get(name)))
        .filter(user -> MessageDigest.isEqual(bytes(user), password));
  }

  private static byte[] bytes(BrokerUser user) {
    return user.password().get().getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }

  private static TopicPermission to(MqttActivity activity, String filter) {
    return Builders.topicPermission()
        .topicFilter(filter)
        .activity(activity)
        .type(TopicPermission.PermissionType.ALLOW)
        .build();
  }
}
