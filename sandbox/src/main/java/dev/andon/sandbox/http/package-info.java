/**
 * A small HTTP/1.1 server over plain sockets, because a scripted fault happens below what a proper
 * server lets one do: a reset in the middle of a chunk, silence before the first byte.
 */
@NullMarked
package dev.andon.sandbox.http;

import org.jspecify.annotations.NullMarked;
