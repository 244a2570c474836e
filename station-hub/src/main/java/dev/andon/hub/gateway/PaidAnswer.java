package dev.andon.hub.gateway;

import dev.andon.hub.chat.Reply;
import dev.andon.hub.request.Trail;

/** A usable answer whose attempt is paid, or will be when its stream ends. */
sealed interface PaidAnswer {
  /** Whole and settled. */
  record Whole(Reply reply, Trail.Attempt attempt) implements PaidAnswer {}

  /** A stream that settles itself. */
  record Live(PaidStream stream) implements PaidAnswer {}
}
