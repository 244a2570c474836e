package dev.andon.hub.provider.dialect;

import dev.andon.hub.chat.Chat;
import dev.andon.hub.chat.Content;
import dev.andon.hub.chat.Part;
import java.util.Optional;

/**
 * How many images a provider takes in one request. Pure.
 *
 * @param most empty for any number
 */
public record ImageLimit(Optional<Integer> most) {

  public Optional<String> objection(Content content) {
    return content instanceof Chat chat
        ? most.filter(bound -> images(chat) > bound)
            .map(
                bound ->
                    "it takes at most %d images (max_images), not %d"
                        .formatted(bound, images(chat)))
        : Optional.empty();
  }

  private static long images(Chat chat) {
    return chat.parts()
        .filter(part -> part instanceof Part.InlineImage || part instanceof Part.ImageUrl)
        .count();
  }
}
