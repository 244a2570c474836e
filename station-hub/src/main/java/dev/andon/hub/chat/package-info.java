/**
 * What is asked and what is answered, in no provider's dialect: chats with their parts, tools and
 * answers, embeddings. JSON and pictures stay bytes.
 */
@NullMarked
package dev.andon.hub.chat;

import org.jspecify.annotations.NullMarked;
