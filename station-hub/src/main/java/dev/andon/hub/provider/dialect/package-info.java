/**
 * What dialects share: reading and writing JSON, events of a stream, errors, structured answers. A
 * dialect is pure: from a request to bytes and back.
 */
@NullMarked
package dev.andon.hub.provider.dialect;

import org.jspecify.annotations.NullMarked;
