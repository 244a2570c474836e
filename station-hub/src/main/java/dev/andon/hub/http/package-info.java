/** What the HTTP doors share: admission by bytes, bodies that stay bytes, keys and headers. */
@NullMarked
package dev.andon.hub.http;

import org.jspecify.annotations.NullMarked;
