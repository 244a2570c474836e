/**
 * What the HTTP doors share: admission by bytes, bodies that stay bytes, keys and headers. A header
 * for every answer, refused ones too, is a filter that {@code StationHub.server()} registers first.
 */
@NullMarked
package dev.andon.hub.http;

import org.jspecify.annotations.NullMarked;
